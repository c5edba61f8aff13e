package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.adapter.Example;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.IpText;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveNaptPacket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a customer edge with a NAPT: one host, whose UDP port is reached from outside by a forward. That makes packets
 * in both directions known before the product is asked.
 *
 * @param prefix of the inside hosts
 * @param length of the prefix
 * @param forwardPort external UDP port of the forward, the last one that the NAPT may use
 */
record Lan(int prefix, int length, int forwardPort) {
    /** UDP port of the inside host that the forward leads to, and the port or Identifier of its other packets. */
    static final int HOST_PORT = 40_000;

    /** RFC 6335 section 6: what is below may be left out by a NAPT (RFC 4787 REQ-3). */
    static final int FIRST_PORT = 1024;

    private static final int UDP = 17;
    private static final int HOST_NUMBER = 250;
    private static final List<String> PREFIXES = List.of("192.168.0.0/16", "172.16.0.0/12", "10.0.0.0/8");

    /** A customer edge with NAPT: the configuration with settings for it; empty if it has no ports of its own to translate to. */
    static Optional<Setup> configured(Setup setup) {
        World world = World.of(setup);
        Optional<Lan> lan = world.edge().flatMap(edge -> of(world, edge));
        return lan.map(known -> {
            List<Domain> domains = setup.domains().stream()
                    .map(domain -> domain.withNapt(known.settings(world.edge().orElseThrow())))
                    .toList();
            return new Setup(setup.role(), domains, setup.endUserPrefix(), setup.as());
        });
    }

    /** What a configuration has: its first inside prefix and its first forward. */
    static Optional<Lan> of(Setup setup) {
        Map<String, @Nullable Object> napt =
                setup.domains().isEmpty() ? null : setup.domains().get(0).napt();
        if (napt != null
                && napt.get("inside") instanceof List<?> inside
                && !inside.isEmpty()
                && napt.get("forwards") instanceof List<?> forwards
                && !forwards.isEmpty()
                && forwards.get(0) instanceof Map<?, ?> forward
                && forward.get("port") instanceof Long port) {
            return Optional.of(of(String.valueOf(inside.get(0)), port.intValue()));
        }
        return Optional.empty();
    }

    private static Lan of(String prefix, int forwardPort) {
        int slash = prefix.indexOf('/');
        int address = Bytes.int32(Bytes.address(prefix.substring(0, slash)), 0);
        return new Lan(address, Integer.parseInt(prefix.substring(slash + 1)), forwardPort);
    }

    private static Optional<Lan> of(World world, Edge edge) {
        List<Integer> ports = usablePorts(edge);
        boolean hasOneAddress = edge.own().ce().ipv4().length() == 32;
        return PREFIXES.stream()
                .filter(prefix -> hasOneAddress && ports.size() > 1)
                .map(prefix -> of(prefix, ports.get(ports.size() - 1)))
                .filter(lan ->
                        !lan.contains(Bytes.int32(Bytes.ofBits(edge.own().ce().ipv4()), 0)))
                .min((one, other) -> Boolean.compare(one.meets(world), other.meets(world)));
    }

    /** Whether a rule has addresses of the LAN. */
    private boolean meets(World world) {
        String bits = NaiveMap.Text.ipv4(prefix).substring(0, length);
        return world.rules().stream()
                .map(NaiveMap.Rule::ipv4)
                .anyMatch(rule -> rule.startsWith(bits) || bits.startsWith(rule));
    }

    /** The ports of the customer edge from 1024 on (RFC 7597 section 5.1). */
    static List<Integer> usablePorts(Edge edge) {
        NaiveMap.Rule rule = edge.bmr().rule();
        if (!rule.isShared()) {
            return IntStream.rangeClosed(FIRST_PORT, 65_535).boxed().toList();
        }
        int first = 16 - rule.offset();
        int psid = Integer.parseInt(edge.own().ce().psid(), 2);
        return IntStream.rangeClosed(FIRST_PORT, 65_535)
                .filter(port -> rule.offset() == 0 || port >>> first != 0)
                .filter(port -> (port & ((1 << first) - 1)) >>> (first - rule.psidBits()) == psid)
                .boxed()
                .toList();
    }

    /** All settings: nothing limits a host, and both classes of UDP mappings may have all ports. */
    private Map<String, @Nullable Object> settings(Edge edge) {
        Map<String, @Nullable Object> napt = Example.napt();
        napt.put("inside", List.of(text(prefix) + "/" + length));
        napt.put("minExclusivePorts", 0L);
        napt.put("minOverlappingPorts", 0L);
        Map<String, @Nullable Object> limits = new LinkedHashMap<>();
        if (napt.get("limits") instanceof Map<?, ?> defaults) {
            defaults.forEach((name, value) -> limits.put(String.valueOf(name), value));
        }
        limits.put("maxSessionsPerHost", limits.get("maxSessions"));
        limits.put("maxExclusivePortsPerHost", ports(edge));
        limits.put("newSessionsPerSecondPerHost", 1_000_000L);
        napt.put("limits", limits);
        napt.put("forwards", List.of(Example.forward(forwardPort, text(host()) + ":" + HOST_PORT)));
        return napt;
    }

    /** Ports of the customer edge, low ones included. */
    private static long ports(Edge edge) {
        NaiveMap.Rule rule = edge.bmr().rule();
        int ranges = rule.offset() == 0 ? 1 : (1 << rule.offset()) - 1;
        return rule.isShared() ? (long) ranges << (16 - rule.offset() - rule.psidBits()) : 65_536L;
    }

    private static String text(int address) {
        return IpText.of(Bytes.ipv4(address));
    }

    /** The inside host. */
    int host() {
        return prefix + HOST_NUMBER;
    }

    boolean contains(int address) {
        return (address ^ prefix) >>> (32 - length) == 0;
    }

    /** Whether no packet of a case is to the LAN, or from it to itself, which is not translated. */
    static boolean isOutside(TestCase drawn, World world) {
        return world.lan().stream()
                .allMatch(lan -> drawn.steps().stream()
                        .filter(Step.Packet.class::isInstance)
                        .map(step -> ((Step.Packet) step).sent())
                        .noneMatch(sent -> lan.contains(Bytes.int32(
                                sent.octets(), sent.side() == Side.IPV4 ? 16 : sent.octets().length > 60 ? 52 : 0))));
    }

    /** The packet as the host sends it. It cannot be cut, so that its Identification may stay (RFC 6864 section 4.1). */
    byte[] sent(byte[] external) {
        return new NaiveNaptPacket(external)
                .with(true, host(), hasPort(external) ? HOST_PORT : -1)
                .withHeaderWord(6, Ipv4PacketBuilder.DONT_FRAGMENT)
                .octets();
    }

    private static boolean hasPort(byte[] ipv4) {
        return List.of(1, 6, UDP).contains(Bytes.u8(ipv4, 9));
    }

    /** The outcome of a packet from the LAN: its source port is one of the customer edge. */
    static Outcome translated(Outcome outcome, Edge edge) {
        NaiveMap.Rule rule = edge.bmr().rule();
        if (!rule.isShared()) {
            return outcome;
        }
        int psid = Integer.parseInt(edge.own().ce().psid(), 2);
        return changed(
                outcome,
                facts -> facts.isOn(Side.IPV6) ? facts.sourcePort(rule.offset(), rule.psidBits(), psid) : facts);
    }

    /** The outcome of a packet from the tunnel: it reaches the host. */
    Outcome received(Outcome outcome) {
        return changed(
                outcome,
                facts -> facts.withInner(inner -> new NaiveNaptPacket(inner)
                        .with(false, host(), HOST_PORT)
                        .octets()));
    }

    private static Outcome changed(Outcome outcome, UnaryOperator<Facts> change) {
        if (!(outcome instanceof Outcome.Packets packets)) {
            return outcome;
        }
        List<Facts> facts = new ArrayList<>(packets.packets());
        facts.replaceAll(change);
        return new Outcome.Packets(facts);
    }
}
