package io.softwire46.mape.provision.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.testing.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Port sets in the words of nftables and iptables, read by these programs. Skipped where they are not installed. */
class PortSetTextProgramsTest {
    /** Many ranges, ranges of one port, one range. */
    private static final List<PortSet> SETS =
            List.of(PortSet.of(6, 8, 0x34), PortSet.of(6, 10, 5), PortSet.of(0, 8, 4), PortSet.of(0, 8, 0));

    @Test
    void nftables() {
        assumeTrue(Program.works("unshare", "-rn", "nft", "list", "ruleset"), "nft or network namespaces are missing");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SETS.size(); i++) {
            PortSet set = SETS.get(i);
            text.append("table ip t").append(i).append(" {\n set s { type inet_service; flags interval; elements = ");
            text.append(PortSetText.nftablesSet(set)).append("\n }\n");
            List<String> ranges = PortSetText.nftablesRanges(set);
            for (int n = 0; n < ranges.size(); n++) {
                text.append(" chain c").append(n).append(" {\n meta l4proto { tcp, udp, icmp } snat to 192.0.2.1:");
                text.append(ranges.get(n)).append("\n }\n");
            }
            text.append(" chain out {\n type nat hook postrouting priority srcnat\n numgen inc mod ")
                    .append(ranges.size())
                    .append(" vmap { ")
                    .append(String.join(", ", PortSetText.nftablesVmap(set, "c")))
                    .append(" }\n }\n}\n");
        }
        assertEquals(List.of(), Program.run(text.toString(), List.of("unshare", "-rn", "nft", "-f", "-")));
    }

    @Test
    void iptables() {
        assumeTrue(
                Program.works("unshare", "-rn", "iptables-restore", "--version"),
                "iptables-restore or network namespaces are missing");
        StringBuilder text = new StringBuilder("*filter\n");
        for (PortSet set : SETS) {
            for (String ports : PortSetText.iptablesMultiport(set)) {
                text.append("-A INPUT -p udp -m multiport --ports ")
                        .append(ports)
                        .append(" -j ACCEPT\n");
            }
        }
        text.append("COMMIT\n");
        assertEquals(List.of(), Program.run(text.toString(), List.of("unshare", "-rn", "iptables-restore", "--test")));
    }
}
