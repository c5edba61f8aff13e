package io.softwire46.mape;

import inet.ipaddr.ipv4.IPv4Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.lookup.LargeRules;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rules, a table of them, and UDP packets to and from random subscribers, the same at each call.
 *
 * <p>Immutable.
 */
final class RelayWorld {
    static final String BR = "2001:db8:ffff::1";
    static final int SERVER = 0x01020304;

    /** A rule of RFC 7597 appendix A and one of its CEs. */
    static final String ONE_RULE_CE = "2001:db8:12:3400::/56";

    final ConfiguredDomain domain;
    final long brHigh;
    final long brLow;
    private final List<MapRule> rules;

    private RelayWorld(List<MapRule> rules, ForwardingOptions options) {
        this.rules = rules;
        var br = Addresses.parseIpv6("borderRelay", BR);
        brHigh = Addresses.bits(br)[0];
        brLow = Addresses.bits(br)[1];
        domain = new ConfiguredDomain(MapDomain.of("bench", RuleSet.of(rules), List.of(br)), options);
    }

    static RelayWorld ofOneRule() {
        return ofOneRule(ForwardingOptions.defaults());
    }

    static RelayWorld ofOneRule(ForwardingOptions options) {
        return new RelayWorld(List.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)), options);
    }

    /** One rule, or an arrangement of {@link LargeRules}: mixed prefix lengths, or 1:1 bindings. */
    static RelayWorld of(String arrangement, int count) {
        return count == 1
                ? ofOneRule()
                : new RelayWorld(
                        LargeRules.Arrangement.valueOf(arrangement).rules(count), ForwardingOptions.defaults());
    }

    RuleTable table() {
        return RuleTable.of(domain);
    }

    BorderRelay relay() {
        return BorderRelay.seeded(table(), 1);
    }

    int rules() {
        return rules.size();
    }

    /** Packets of a server to subscribers of random rules. */
    int[] fillDownstream(PacketRing ring) {
        return fill(ring, false);
    }

    /** Tunnel packets of subscribers of random rules to a server. */
    int[] fillUpstream(PacketRing ring) {
        return fill(ring, true);
    }

    /** {@return the number of the rule of each packet} */
    private int[] fill(PacketRing ring, boolean fromCe) {
        SplittableRandom random = new SplittableRandom(7);
        int[] owners = new int[ring.packets()];
        for (int i = 0; i < owners.length; i++) {
            owners[i] = random.nextInt(rules.size());
            MapRule rule = rules.get(owners[i]);
            PortParameters ports = rule.portParameters();
            int host = rule.ipv4Length() == 32 ? 0 : random.nextInt() & -1 >>> rule.ipv4Length();
            int psid = rule.explicitPsid() < 0 ? random.nextInt(ports.sharingRatio()) : rule.explicitPsid();
            int here = rule.ipv4() | host;
            int port =
                    1 + random.nextInt(ports.rangeCount()) << 16 - ports.psidOffset() | psid << ports.contiguousBits();
            udp(ring, i, fromCe ? here : SERVER, fromCe ? SERVER : here, fromCe ? port : 80, fromCe ? 80 : port);
            if (fromCe) {
                CeMapping ce = rule.owner(new IPv4Address(here), port).orElseThrow();
                tunnel(ring, i, ce.mapAddressHigh(), ce.mapAddressLow());
            }
        }
        return owners;
    }

    static void udp(PacketRing ring, int i, int source, int destination, int sourcePort, int destinationPort) {
        ByteBuffer buffer = ring.buffer(i);
        int at = ring.offset(i);
        Ipv4Header.write(buffer, at, 0, ring.octets, i, 0, 64, ProtocolNumbers.UDP, source, destination);
        buffer.putInt(at + 20, sourcePort << 16 | destinationPort).putInt(at + 24, ring.octets - 20 << 16);
        ring.written(i);
    }

    /** Writes the tunnel header of a CE before an IPv4 packet. */
    private void tunnel(PacketRing ring, int i, long high, long low) {
        Ipv6Header.write(
                ring.buffer(i),
                ring.offset(i) - Ipv6Header.OCTETS,
                0x60000000,
                ring.octets,
                ProtocolNumbers.IPV4,
                64,
                high,
                low,
                brHigh,
                brLow);
    }
}
