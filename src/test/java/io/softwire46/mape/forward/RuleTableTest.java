package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables of unusual shape. */
class RuleTableTest {
    private static final int RULES = 20_000;

    /** One rule per subscriber, each with its own border relay address. */
    private static MapRule subscriber(int i) {
        String number = Integer.toHexString(i);
        return MapRule.of("2001:db8:1:" + number + "::/64", "198.18." + (i >>> 8) + "." + (i & 0xff) + "/32", 0)
                .toBuilder()
                .borderRelay("2001:db8:ffff::" + number)
                .build();
    }

    /** With one index per address, this would take 400,000,000 entries. */
    @Test
    @Timeout(60)
    void everyRuleMayHaveABorderRelayOfItsOwn() {
        MapDomain domain = MapDomain.of(
                "many",
                RuleSet.of(IntStream.range(1, RULES)
                        .mapToObj(RuleTableTest::subscriber)
                        .toList()),
                List.of());
        RuleTable table = RuleTable.of(new ConfiguredDomain(domain, Nodes.OPTIONS));
        BorderRelay relay = BorderRelay.seeded(table, 1);
        for (int i : new int[] {1, 2, 0x1234, RULES - 1}) {
            String number = Integer.toHexString(i);
            String address = "198.18." + (i >>> 8) + "." + (i & 0xff);
            // RFC 7597 section 6: 16 zero bits, the IPv4 address, PSID 0
            String ce = "2001:db8:1:" + number + ":0:c612:" + Integer.toHexString(i) + ":0";
            byte[] to = ipv4(Nodes.HOST, address).udp(80, 1).octets();
            Nodes.assertTunnelled("2001:db8:ffff::" + number, ce, to, Nodes.down(relay, to));
            byte[] from = ipv4(address, Nodes.HOST).udp(1, 80).octets();
            Nodes.assertLeft(
                    from,
                    Nodes.up(relay, ipv6(ce, "2001:db8:ffff::1").inner(from).octets()));
        }
    }

    @Test
    void aRelayNeedsADomain() {
        assertThrows(MapConfigurationException.class, () -> RuleTable.of(List.of()));
    }
}
