package io.softwire46.mape.provision.text;

import static io.softwire46.mape.provision.Ces.ce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.testing.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernel's NAT under the tables that are written for nftables: all flows leave, with address and ports of the CE.
 * Skipped where network namespaces, nft, ip or python3 are missing.
 */
class NftablesKernelTest {
    private static final Path SCRIPT = Path.of("src", "test", "resources", "nat_flows.py");
    private static final List<String> PROTOCOLS = List.of("udp", "tcp", "icmp");
    private static final String ADDRESS = "192.0.2.18";

    /** A packet that left the tunnel interface; the port of ICMP is its identifier. */
    private record Left(String protocol, String address, int port, String destination) {}

    @BeforeAll
    static void programs() {
        assumeTrue(Program.works("unshare", "-rn", "true"), "no network namespaces: unshare -rn fails");
        assumeTrue(Program.works("unshare", "-rn", "nft", "list", "ruleset"), "nft is not installed, or has no kernel");
        assumeTrue(Program.works("ip", "-V"), "ip (iproute2) is not installed");
        assumeTrue(Program.works("python3", "--version"), "python3 is not installed");
    }

    private static List<Left> send(CeMapping ce, List<String> flows) {
        List<String> command = new ArrayList<>(List.of("unshare", "-rn", "python3", SCRIPT.toString()));
        command.addAll(flows);
        return Program.run(FirewallText.nftables(ce, "map0").text(), command).stream()
                .map(line -> line.split(" ", -1))
                .map(words -> new Left(words[0], words[1], Integer.parseInt(words[2]), words[3]))
                .toList();
    }

    private static List<Integer> ports(List<Left> left, String protocol, String destination) {
        return left.stream()
                .filter(each ->
                        each.protocol().equals(protocol) && each.destination().equals("203.0.113." + destination))
                .map(Left::port)
                .toList();
    }

    /** To one destination, so that each flow needs a port of its own, in every range (RFC 7597 section 5.1). */
    @ParameterizedTest
    @CsvSource({
        "0, 16, 2001:db8:12:3400::/56", // one range: 13312-13567
        "0, 14, 2001:db8:12:3400::/54", // one range of 1024
        "4, 16, 2001:db8:12:3400::/56", // 15 ranges of 16
        "6, 16, 2001:db8:12:3400::/56", // 63 ranges of 4
        "6, 18, 2001:db8:12:140::/58" // 63 ranges of 1
    })
    void flowsLeaveOverAllRanges(int offset, int eaLength, String prefix) {
        int ranges = offset == 0 ? 1 : (1 << offset) - 1;
        int flows = Math.max(60, ranges);
        int psidLength = eaLength - 8;
        int psid = eaLength == 18 ? 5 : 0x34 >> (16 - eaLength);
        List<Left> left = send(
                ce(eaLength, offset, prefix),
                PROTOCOLS.stream().map(each -> each + ":30000:" + flows + ":1").toList());
        assertEquals(PROTOCOLS.size() * flows, left.size(), left.toString());
        for (String protocol : PROTOCOLS) {
            List<Integer> ports = ports(left, protocol, "1");
            assertEquals(flows, ports.stream().distinct().count(), protocol + ports);
            assertTrue(ports.stream().allMatch(port -> isOwn(port, offset, psidLength, psid)), protocol + ports);
            assertEquals(
                    ranges,
                    ports.stream().map(port -> port >> (16 - offset)).distinct().count(),
                    protocol + ports);
        }
        assertTrue(left.stream().allMatch(each -> each.address().equals(ADDRESS)), left.toString());
    }

    private static boolean isOwn(int port, int offset, int psidLength, int psid) {
        String bits = Integer.toBinaryString(1 << 16 | port).substring(1);
        boolean excluded = offset > 0 && Integer.parseInt(bits.substring(0, offset), 2) == 0;
        return !excluded && Integer.parseInt(bits.substring(offset, offset + psidLength), 2) == psid;
    }

    @Test
    void theWholeSetIsUsed() {
        CeMapping ce = ce(16, 6, "2001:db8:12:3400::/56");
        List<Integer> ports = ports(send(ce, List.of("udp:30000:252:1")), "udp", "1");
        assertEquals(
                ce.portSet().stream().boxed().toList(), ports.stream().sorted().toList());
    }

    /** RFC 4787 REQ-1, RFC 5382 REQ-1: the second and third destination see the port that the first saw. */
    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void aSourceKeepsItsPort(String protocol) {
        List<Left> left = send(
                ce(16, 6, "2001:db8:12:3400::/56"),
                List.of(protocol + ":30000:40:1", protocol + ":30000:40:2", protocol + ":30000:40:3"));
        List<Integer> ports = ports(left, protocol, "1");
        assertEquals(40, ports.size());
        assertEquals(ports, ports(left, protocol, "2"));
        assertEquals(ports, ports(left, protocol, "3"));
    }

    /**
     * In ranges of one port: source 20063 shares the first range, and so its port, with source 20000, which is no
     * obstacle but toward the destination of both.
     */
    @Test
    void aRangeThatIsUsedUpIsLeftByRetransmissions() {
        List<Left> left = send(
                ce(18, 6, "2001:db8:12:140::/58"),
                List.of(
                        "udp:20000:1:1",
                        "udp:20001:62:2",
                        "udp:20063:1:2",
                        "udp:20063:1:1",
                        "udp:20063:1:1",
                        "udp:20063:1:1"));
        List<Integer> toBoth = ports(left, "udp", "1");
        assertEquals(63, ports(left, "udp", "2").size());
        assertEquals(toBoth.get(0), ports(left, "udp", "2").get(62));
        assertEquals(2, toBoth.size(), "the third attempt leaves, by the second range: " + toBoth);
        assertNotEquals(toBoth.get(0), toBoth.get(1));
    }

    @Test
    void anAddressOfOnesOwnKeepsThePorts() {
        List<Left> left = send(ce(8, 6, "2001:db8:12::/48"), List.of("udp:30000:60:1", "tcp:30000:60:1", "icmp:9:1:1"));
        assertEquals(121, left.size());
        assertTrue(left.stream().allMatch(each -> each.address().equals(ADDRESS)), left.toString());
        assertEquals(60, ports(left, "udp", "1").stream().distinct().count());
    }

    /** Its text has no rules, and is a valid file for nft. */
    @Test
    void aPrefixIsNotTranslated() {
        List<Left> left = send(ce(4, 6, "2001:db8:50::/44"), List.of("udp:30000:60:1"));
        assertEquals(60, left.size());
        assertEquals(new Left("udp", "10.0.0.1", 30000, "203.0.113.1"), left.get(0));
    }
}
