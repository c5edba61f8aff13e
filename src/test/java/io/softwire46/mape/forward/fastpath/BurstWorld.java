package io.softwire46.mape.forward.fastpath;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.FuzzTraffic;
import io.softwire46.mape.forward.FuzzWorld;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * Domains, the CEs that send and receive packets, and the CE that is a node itself.
 *
 * @param domains domains without an error
 * @param pairs two CEs of each rule, those of the first domain first
 * @param edge the pair of the CE that is a node, in the first domain
 */
public record BurstWorld(List<ConfiguredDomain> domains, List<Pair> pairs, Pair edge) {
    private static final long SEED = 46;

    /** Two CEs of a rule, by their End-user prefixes; possibly the same one. */
    public record Pair(MapRule rule, IPv6Address ce, IPv6Address other) {
        private FuzzWorld.End end(IPv6Address prefix) {
            CeMapping mapping = CeMapping.of(rule, prefix);
            int middle = mapping.portSet().size() / 2;
            return new FuzzWorld.End(
                    mapping.mapAddressFromRule().getBytes(),
                    mapping.ipv4Bits(),
                    mapping.portSet().portAt(middle));
        }

        /** A world for packets that need only these two; both of them send. */
        List<FuzzWorld> worlds() {
            FuzzWorld.End one = end(ce);
            FuzzWorld.End two = end(other);
            return List.of(
                    new FuzzWorld(-1, List.of(), null, null, one, two),
                    new FuzzWorld(-1, List.of(), null, null, two, one));
        }
    }

    public Forwarder relay() {
        return BorderRelay.seeded(RuleTable.of(domains), SEED);
    }

    public Forwarder customerEdge() {
        return CustomerEdge.seeded(domains.get(0), edge.ce, SEED);
    }

    public boolean hasCustomerEdge() {
        return domains.get(0).validateForEdge(edge.ce).stream().noneMatch(Finding::isError);
    }

    /** All kinds of packets for the BR, from one side. */
    public List<byte[]> forRelay(boolean ipv4) {
        List<byte[]> packets = new ArrayList<>();
        for (Pair pair : pairs) {
            pair.worlds().forEach(world -> packets.addAll(FuzzTraffic.forRelay(world)));
        }
        return ofVersion(packets, ipv4);
    }

    /** All kinds of packets for the CE, from one side. */
    public List<byte[]> forCustomerEdge(boolean ipv4) {
        List<byte[]> packets = new ArrayList<>(FuzzTraffic.forEdge(edge.worlds().get(0)));
        for (Pair pair : pairs) { // from and to the CEs of other rules, mostly foreign to this CE
            packets.addAll(FuzzTraffic.forEdge(pair.worlds().get(1)));
        }
        return ofVersion(packets, ipv4);
    }

    private static List<byte[]> ofVersion(List<byte[]> packets, boolean ipv4) {
        List<byte[]> some = packets.stream()
                .filter(packet -> packet[0] >>> 4 == (ipv4 ? 4 : 6))
                .toList();
        Assertions.assertFalse(some.isEmpty());
        return some;
    }

    /** Domains and options in the form of configuration files. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        domains.forEach(each ->
                text.append(each.domain()).append('\n').append(each.options()).append('\n'));
        return text.append("CE ").append(edge.ce).toString();
    }
}
