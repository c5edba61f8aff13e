package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.bits;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.model.NaiveIcmp.IcmpError;
import io.softwire46.mape.conformance.model.NaiveTunnel.Way;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A customer edge as RFC 7597 section 8 specifies it, over arrays and strings of bits; see {@link NaiveRelay}.
 *
 * <p>Not thread-safe.
 */
public final class NaiveEdge {
    private final NaiveMap.Rule bmr;
    private final NaiveMap.Ce own;
    private final List<String> borderRelays = new ArrayList<>();
    private final List<NaiveMap.Rule> mesh = new ArrayList<>();
    private final List<NaiveMap.Rule> forwarding = new ArrayList<>();
    private final NaiveDomain domain;
    private final NaivePathMtus pathMtus = new NaivePathMtus();

    /** Datagrams from the NAPT of which a fragment was refused, with the time of the refusal. */
    private final Map<String, Long> refused = new LinkedHashMap<>();

    /** The CE with an End-user prefix of this many characters. */
    public NaiveEdge(ConfiguredDomain configured, String endUserPrefix) {
        List<MapRule> rules = configured.domain().rules().rules();
        List<NaiveMap.Rule> naive = rules.stream().map(NaiveMap.Rule::of).toList();
        int place = NaiveMap.byIpv6(naive, endUserPrefix);
        bmr = naive.get(place);
        own = NaiveMap.ce(bmr, endUserPrefix).orElseThrow();
        rules.get(place).borderRelay().ifPresent(relay -> borderRelays.add(bits(relay.getBytes(), 0, 16)));
        if (borderRelays.isEmpty()) {
            configured.domain().borderRelays().forEach(relay -> borderRelays.add(bits(relay.getBytes(), 0, 16)));
        }
        for (int i = 0; configured.domain().isMesh() && i < rules.size(); i++) {
            mesh.add(naive.get(i));
            if (rules.get(i).isForwarding()) {
                forwarding.add(naive.get(i));
            }
        }
        domain = NaiveDomain.of(configured);
    }

    public NaiveMap.Ce own() {
        return own;
    }

    public NaiveMap.Rule bmr() {
        return bmr;
    }

    /** Rules of mesh mode. */
    public List<NaiveMap.Rule> forwarding() {
        return forwarding;
    }

    public String borderRelay() {
        return borderRelays.get(0);
    }

    private boolean owns(String ipv4, int port) {
        return ipv4.startsWith(own.ipv4())
                && (!bmr.isShared()
                        || NaiveMap.psid(bmr, port).filter(own.psid()::equals).isPresent());
    }

    /** Returns the outcome of a packet from the NAPT with this many free octets before it. */
    public NaiveOutcome fromIpv4(byte[] packet, int headroom, long now) {
        String refusal = NaiveIpv4Header.refusal(packet);
        if (refusal != null) {
            return NaiveOutcome.of(refusal);
        }
        byte[] to = part(packet, 16, 20);
        if (NaiveIpv4Header.isMulticast(to)) {
            return NaiveOutcome.of("NOT_MAP");
        }
        if (NaiveIpv4Header.isMartian(part(packet, 12, 16), to)) {
            return NaiveOutcome.of("DROP_MARTIAN");
        }
        return send(Arrays.copyOf(packet, u16(packet, 2)), headroom, now).plainly(now);
    }

    private NaiveStep send(byte[] ipv4, int headroom, long now) {
        NaiveStep notMine = NaiveStep.drop(
                "NOT_MY_ADDRESS",
                domain.options().icmpv4NoMappingErrors() ? new IcmpError(3, 13, 0) : null,
                ipv4,
                domain);
        String source = bits(ipv4, 12, 16);
        if (!source.startsWith(own.ipv4())) {
            return notMine;
        }
        if (bmr.isShared()) {
            NaivePort port = NaivePort.ofFragment(ipv4);
            NaiveStep drop = null;
            if (!port.refusal().isEmpty()) {
                boolean sendsError = NaiveRelay.isWithoutPorts(ipv4, port)
                        && domain.options().icmpv4ProtocolErrors();
                drop = NaiveStep.dropped(port.refusal(), sendsError ? new IcmpError(3, 2, 0) : null, ipv4, domain);
            } else if (port.number() >= 0 && !owns(source, port.number())) {
                drop = notMine;
            }
            if (NaiveIpv4Header.isFragment(ipv4) && NaivePort.mayBeRemembered(ipv4)) {
                drop = remember(ipv4, drop, now);
            }
            if (drop != null) {
                return drop;
            }
        }
        String destination = bits(ipv4, 16, 20);
        int port = NaiveRelay.port(ipv4, true).number();
        if (owns(destination, port)) {
            return u8(ipv4, 8) <= 1
                    ? NaiveStep.drop("TTL_EXPIRED", new IcmpError(11, 0, 0), ipv4, domain)
                    : NaiveStep.forwarded(List.of(NaiveIpv4Header.oneHopLess(ipv4)), ipv4.length);
        }
        String outer = outerDestination(destination, port);
        long pathMtu = domain.options().dynamicPmtu() ? pathMtus.of(outer, now) : Integer.MAX_VALUE;
        return NaiveTunnel.enter(ipv4, new Way(own.mapAddress(), outer, pathMtu), domain, headroom, null);
    }

    /** After a fragment of a datagram was refused, its later fragments are dropped until the time-out. */
    private @Nullable NaiveStep remember(byte[] ipv4, @Nullable NaiveStep drop, long now) {
        String key = bits(ipv4, 12, 20) + u8(ipv4, 9) + "/" + u16(ipv4, 4);
        long timeout = 1_000_000L * domain.options().v4ReassemblyTimeoutMillis();
        refused.values().removeIf(began -> now - began >= timeout);
        if (drop == null && (u16(ipv4, 6) & 0x1fff) == 0) {
            refused.remove(key); // another datagram
        }
        if (drop == null) {
            return refused.containsKey(key) ? NaiveStep.drop("FRAGMENT_DISCARDED") : null;
        }
        if (!refused.containsKey(key) && refused.size() == domain.options().maxReassemblies()) {
            refused.remove(refused.keySet().iterator().next());
        }
        refused.putIfAbsent(key, now);
        return drop;
    }

    /** The CE of the matching rule, else the border relay. */
    private String outerDestination(String destination, int port) {
        int place = NaiveMap.byIpv4(mesh, destination, port);
        return place < 0 || !forwarding.contains(mesh.get(place))
                ? borderRelay()
                : NaiveMap.owner(mesh.get(place), destination, port)
                        .orElseThrow()
                        .mapAddressFromRule();
    }

    /** Returns the outcome of a packet from the tunnel with this many free octets before it. */
    public NaiveOutcome fromIpv6(byte[] packet, int headroom, long now) {
        String refusal = NaiveExtensions.headerRefusal(packet);
        if (refusal != null) {
            return NaiveOutcome.of(refusal);
        }
        String source = bits(packet, 8, 24);
        if (!bits(packet, 24, 40).equals(own.mapAddress())) {
            return NaiveOutcome.of("NOT_MAP");
        }
        if (source.equals(own.mapAddress())) {
            return NaiveOutcome.of("DROP_LOOP");
        }
        NaiveExtensions inside = NaiveExtensions.of(packet);
        return inside.next() == 4 || inside.next() == 44
                ? receive(packet, source, inside, now)
                : other(packet, inside, headroom, now);
    }

    /** A tunnel packet without an IPv4 packet. */
    private NaiveOutcome other(byte[] packet, NaiveExtensions inside, int headroom, long now) {
        if (inside.refusal() != null) {
            return drop(inside.refusal(), packet, inside.error(), now);
        }
        byte[] message = inside.payload();
        NaiveOutcome refusal = NaiveControl.refusal(packet, message);
        if (refusal != null) {
            return refusal;
        }
        long pathMtu = domain.options().dynamicPmtu() ? pathMtus.of(bits(packet, 8, 24), now) : Integer.MAX_VALUE;
        return message.length > 0 && u8(message, 0) < 128
                ? tunnelError(packet, message, now)
                : NaiveControl.query(packet, message, domain, pathMtu, headroom);
    }

    private NaiveOutcome drop(String verdict, byte[] packet, @Nullable IcmpError error, long now) {
        return NaiveControl.drop(verdict, packet, error, domain, List.of(domain), now);
    }

    /** A source that failed the ingress policy (RFC 4443 section 3.1, code 5). */
    private NaiveOutcome refused(String verdict, byte[] packet, long now) {
        return drop(verdict, packet, domain.options().icmpv6SourceCheckErrors() ? new IcmpError(1, 5, 0) : null, now);
    }

    private NaiveOutcome receive(byte[] packet, String source, NaiveExtensions inside, long now) {
        int place = NaiveMap.byIpv6(mesh, source);
        boolean fromRelay = borderRelays.contains(source);
        if (!fromRelay && place < 0) {
            return refused("DROP_NO_RULE", packet, now);
        }
        if (inside.next() == 44) {
            return NaiveOutcome.of("DROP_FRAGMENT_IPV6");
        }
        byte[] payload = inside.payload();
        if (40 + u16(packet, 4) - inside.fragmentOctets() > domain.options().maxPacketSize()) {
            return NaiveOutcome.of("DROP_TOO_BIG");
        }
        String bad = NaiveIpv4Header.innerRefusal(payload);
        if (bad != null) {
            return NaiveOutcome.of(bad);
        }
        byte[] inner = Arrays.copyOf(payload, u16(payload, 2));
        String spoof = fromRelay
                ? null
                : NaiveSource.refusal(
                        inner, place, mesh, source, domain.options().sourceCheck());
        if (spoof != null) {
            return spoof.equals("DROP_SPOOFED") ? refused(spoof, packet, now) : NaiveOutcome.of(spoof);
        }
        String notMine = destinationRefusal(inner);
        if (notMine != null) {
            return NaiveOutcome.of(notMine);
        }
        byte[] left = NaiveTunnel.leave(packet, inner, domain.options());
        return left == null
                ? NaiveOutcome.of("DROP_ECN")
                : NaiveOutcome.forwarded(NaiveTunnel.clamped(left, domain.options()));
    }

    private @Nullable String destinationRefusal(byte[] inner) {
        String destination = bits(inner, 16, 20);
        if (!destination.startsWith(own.ipv4())) {
            return "DROP_NOT_MY_ADDRESS";
        }
        NaivePort port = bmr.isShared() ? NaiveRelay.port(inner, true) : new NaivePort(-1, "");
        if (!port.refusal().isEmpty()) {
            return port.refusal();
        }
        return owns(destination, port.number()) ? null : "DROP_NOT_MY_ADDRESS";
    }

    /**
     * Whether a packet of which only the start is here has the address and the port, where one can be seen, of this CE.
     */
    private boolean isFromHere(byte[] start, boolean anyPort) {
        String source = bits(start, 12, 16);
        return anyPort ? source.startsWith(own.ipv4()) : owns(source, NaivePort.ofStart(start, false));
    }

    /** RFC 2473 section 8, with the quoted packet held against what this node sends. */
    private NaiveOutcome tunnelError(byte[] packet, byte[] message, long now) {
        NaiveTunnelError error = NaiveTunnelError.of(packet, message);
        String verdict = error.verdict();
        if (error.inner().length == 0 || (error.result().equals("NOTHING") && error.pathMtu() < 0)) {
            return NaiveOutcome.of(verdict);
        }
        String destination = bits(error.inner(), 16, 20);
        int port = NaivePort.ofStart(error.inner(), true);
        String outer = error.outerDestination();
        // Received fragments are forwarded like packets without a port; fragments that this node makes have a port.
        boolean sent = outer.equals(outerDestination(destination, port))
                || (NaiveIpv4Header.isFragment(error.inner()) && outer.equals(outerDestination(destination, -1)))
                || (error.showsNoPort()
                        && NaiveMap.ports(mesh, destination)
                                .anyMatch(any -> outer.equals(outerDestination(destination, any))));
        if (!sent || !isFromHere(error.inner(), error.showsNoPort())) {
            return NaiveOutcome.of("DROP_ICMPV6_FORGED");
        }
        if (domain.options().dynamicPmtu() && error.pathMtu() >= 0) {
            pathMtus.report(error.outerDestination(), error.pathMtu(), now);
        }
        if (!verdict.equals("RELAYED")) {
            return NaiveOutcome.of(verdict);
        }
        if (!domain.options().tunnelErrorRelay() || !domain.options().icmpv4Errors()) {
            return NaiveOutcome.of("DROP_ICMPV6");
        }
        return domain.bucket().take(now)
                ? NaiveOutcome.message(
                        "RELAYED",
                        NaiveIcmp.error(
                                error.inner(), error.error(), domain.options().icmpv4Source()))
                : NaiveOutcome.of("DROP_ICMPV6_RATE_LIMITED");
    }
}
