package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.wire.Packet;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Nodes for example tests, and their outcomes. The names are those of RFC 7597 Appendix A: the rule of example 1, its CE with
 * PSID 0x34 on 192.0.2.18, and the host 1.2.3.4 in the Internet.
 */
public final class Nodes {
    public static final String BR = "2001:db8:ffff::1";
    public static final String OTHER_BR = "2001:db8:ffff::2";
    public static final String CE = "2001:db8:12:3400:0:c000:212:34";
    public static final String CE_ADDRESS = "192.0.2.18";
    public static final int CE_PORT = 1232;
    public static final String HOST = "1.2.3.4";
    public static final String RULE =
            "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 psidLength=8 format=rfc7597";

    /** Flow labels have a test of their own; here the other 12 bits of the first word are compared. */
    public static final ForwardingOptions OPTIONS =
            ForwardingOptions.defaults().with(ForwardingOption.FLOW_LABEL, FlowLabel.ZERO);

    private Nodes() {}

    public static ConfiguredDomain domain(ForwardingOptions options, String borderRelays, String... rules) {
        return domain("example", false, options, borderRelays, rules);
    }

    public static ConfiguredDomain mesh(ForwardingOptions options, String borderRelays, String... rules) {
        return domain("example", true, options, borderRelays, rules);
    }

    public static ConfiguredDomain domain(
            String name, boolean mesh, ForwardingOptions options, String borderRelays, String... rules) {
        List<IPv6Address> relays = Arrays.stream(borderRelays.split(" "))
                .filter(text -> !text.isEmpty())
                .map(text -> Addresses.parseIpv6("borderRelay", text))
                .toList();
        RuleSet set = RuleSet.of(Arrays.stream(rules).map(MapRule::parse).toList());
        return new ConfiguredDomain(MapDomain.of(name, set, relays, mesh), options);
    }

    public static BorderRelay relay(ConfiguredDomain... domains) {
        return BorderRelay.seeded(RuleTable.of(List.of(domains)), 46);
    }

    /** A BR of one domain with these rules. */
    public static BorderRelay relay(ForwardingOptions options, String... rules) {
        return relay(domain(options, BR, rules));
    }

    public static CustomerEdge edge(ConfiguredDomain domain, String endUserPrefix) {
        return CustomerEdge.seeded(domain, Addresses.parseIpv6Prefix("endUserPrefix", endUserPrefix), 46);
    }

    /** Returns the further output of a node. */
    public static Placement.Further further(Forwarder node) {
        return new Placement.Further() {
            @Override
            public int nextOctets() {
                return node.nextOctets();
            }

            @Override
            public boolean next(Packet place) {
                return node.next(place);
            }
        };
    }

    /** A call for a burst. */
    public interface BurstCall {
        int take(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos);
    }

    /** The outcome of a packet that is passed as a burst of one, in the middle of longer arrays. */
    public static Verdict burstOfOne(BurstCall call, Packet packet, long nowNanos) {
        Verdict[] verdicts = new Verdict[3];
        assertEquals(2, call.take(new Packet[] {null, packet, null}, verdicts, 1, 2, nowNanos));
        assertNull(verdicts[0]);
        assertNull(verdicts[2]);
        return verdicts[1];
    }

    /** Asserts the same outcome at every placement. */
    public static Placement.Result run(byte[] octets, int headroom, Function<Packet, Verdict> path) {
        Placement.Result first = Placement.HEAP_EXACT.run(octets, headroom, path);
        for (Placement placement : Placement.values()) {
            Placement.Result again = placement.run(octets, headroom, path);
            assertEquals(first.verdict(), again.verdict(), placement.name());
            if (first.verdict() == Verdict.FORWARDED) {
                assertArrayEquals(first.octets(), again.octets(), placement.name());
            }
        }
        return first;
    }

    public static Placement.Result down(BorderRelay relay, byte[] ipv4) {
        return run(ipv4, 48, packet -> relay.fromIpv4(packet, 0));
    }

    public static Placement.Result up(BorderRelay relay, byte[] ipv6) {
        return run(ipv6, 48, packet -> relay.fromIpv6(packet, 0));
    }

    public static Placement.Result up(CustomerEdge edge, byte[] ipv4) {
        return run(ipv4, 48, packet -> edge.fromIpv4(packet, 0));
    }

    public static Placement.Result down(CustomerEdge edge, byte[] ipv6) {
        return run(ipv6, 48, packet -> edge.fromIpv6(packet, 0));
    }

    /** Asserts that a packet was encapsulated with these addresses, with the TTL of the inner packet lower by one. */
    public static void assertTunnelled(String source, String destination, byte[] inner, Placement.Result result) {
        assertEquals(Verdict.FORWARDED, result.verdict());
        assertArrayEquals(Bytes.address(source), Bytes.part(result.octets(), 8, 24), "outer source");
        assertArrayEquals(Bytes.address(destination), Bytes.part(result.octets(), 24, 40), "outer destination");
        assertEquals(4, result.octets()[6], "next header");
        assertEquals(inner.length, Bytes.u16(result.octets(), 4), "payload length");
        assertArrayEquals(oneHopLess(inner), Bytes.part(result.octets(), 40, result.octets().length), "inner packet");
    }

    /** Asserts that exactly this packet was forwarded. */
    public static void assertLeft(byte[] expected, Placement.Result result) {
        assertEquals(Verdict.FORWARDED, result.verdict());
        assertEquals(Bytes.hex(expected), result.hex());
    }

    public static void assertDropped(Verdict expected, Placement.Result result) {
        assertEquals(expected, result.verdict());
    }

    public static byte[] oneHopLess(byte[] ipv4) {
        byte[] copy = ipv4.clone();
        copy[8]--;
        return Bytes.withHeaderChecksum(copy, 0);
    }
}
