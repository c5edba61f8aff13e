package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.bits;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.model.NaiveIcmp.IcmpError;
import io.softwire46.mape.conformance.model.NaiveServed.Owner;
import io.softwire46.mape.conformance.model.NaiveTunnel.Way;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A border relay as RFC 7597 section 8 specifies it, over arrays and strings of bits. It takes parameters from the
 * library, and no derivation, look-up or octet. It does not reassemble, so nodes that are compared with it must not.
 *
 * <p>Not thread-safe.
 */
public final class NaiveRelay {
    private final NaiveServed served;
    private final NaivePathMtus pathMtus = new NaivePathMtus();

    /** The fragments of the reassembled IPv4 packets, or null. */
    private @Nullable NaiveReceived received;

    public NaiveRelay(List<ConfiguredDomain> configured) {
        served = new NaiveServed(configured);
    }

    /** The rules of all domains in their order. */
    public List<NaiveMap.Rule> rules() {
        return served.rules();
    }

    /** The source address of packets to the CEs of a rule. */
    public String outerSource(int rule) {
        return served.get(rule).outerSource();
    }

    /**
     * From now on IPv4 packets are datagrams that were reassembled, outside of this model, from fragments with this one
     * the largest.
     */
    public void reassembledFrom(int largest, boolean dontFragment) {
        received = new NaiveReceived(largest, dontFragment);
    }

    /** Returns the outcome of a packet from the IPv4 side with this many free octets before it. */
    public NaiveOutcome fromIpv4(byte[] packet, int headroom, long now) {
        String refusal = NaiveIpv4Header.refusal(packet);
        if (refusal != null) {
            return NaiveOutcome.of(refusal);
        }
        byte[] destination = part(packet, 16, 20);
        if (NaiveIpv4Header.isMulticast(destination)
                || served.longest(bits(destination, 0, 4)).isEmpty()) {
            return NaiveOutcome.of("NOT_MAP");
        }
        if (NaiveIpv4Header.isMartian(part(packet, 12, 16), destination)) {
            return NaiveOutcome.of("DROP_MARTIAN");
        }
        return toCe(Arrays.copyOf(packet, u16(packet, 2)), headroom, now).plainly(now);
    }

    private NaiveStep toCe(byte[] ipv4, int headroom, long now) {
        String destination = bits(ipv4, 16, 20);
        // Overlapping rules are all shared or all not, which validation sees to.
        NaiveServed.Rule slot = served.longest(destination).orElseThrow();
        NaivePort port = slot.rule().isShared() ? port(ipv4, true) : new NaivePort(-1, "");
        if (!port.refusal().isEmpty()) {
            boolean sendsError =
                    isWithoutPorts(ipv4, port) && slot.domain().options().icmpv4ProtocolErrors();
            return NaiveStep.dropped(port.refusal(), sendsError ? new IcmpError(3, 2, 0) : null, ipv4, slot.domain());
        }
        Owner owner = served.owner(destination, port.number()).orElse(null);
        if (owner == null) {
            boolean sendsError = slot.domain().options().icmpv4NoMappingErrors();
            return NaiveStep.drop("UNASSIGNED_PORT", sendsError ? new IcmpError(3, 1, 0) : null, ipv4, slot.domain());
        }
        long pathMtu =
                owner.domain().options().dynamicPmtu() ? pathMtus.of(owner.mapAddress(), now) : Integer.MAX_VALUE;
        Way way = new Way(owner.outerSource(), owner.mapAddress(), pathMtu);
        return NaiveTunnel.enter(ipv4, way, owner.domain(), headroom, received);
    }

    /** "Protocol unreachable" is for protocols, not for types of ICMP. */
    static boolean isWithoutPorts(byte[] ipv4, NaivePort port) {
        return port.refusal().equals("DROP_UNSUPPORTED_PROTOCOL") && u8(ipv4, 9) != 1;
    }

    /** All fragments of a datagram share the fate of those that show no port. */
    static NaivePort port(byte[] ipv4, boolean destinationSide) {
        return NaiveIpv4Header.isFragment(ipv4)
                ? new NaivePort(-1, "DROP_FRAGMENT_IPV4")
                : NaivePort.of(ipv4, destinationSide);
    }

    /** Returns the outcome of a packet from the IPv6 side with this many free octets before it. */
    public NaiveOutcome fromIpv6(byte[] packet, int headroom, long now) {
        String refusal = NaiveExtensions.headerRefusal(packet);
        if (refusal != null) {
            return NaiveOutcome.of(refusal);
        }
        String source = bits(packet, 8, 24);
        String destination = bits(packet, 24, 40);
        List<NaiveDomain> addressed = served.domains().stream()
                .filter(domain -> domain.borderRelays().contains(destination))
                .toList();
        if (addressed.isEmpty()) {
            return NaiveOutcome.of("NOT_MAP");
        }
        if (served.isOwn(source) || source.equals(destination)) {
            return NaiveOutcome.of("DROP_LOOP");
        }
        NaiveExtensions inside = NaiveExtensions.of(packet);
        return inside.next() == 4 || inside.next() == 44
                ? fromTunnel(packet, inside, addressed, headroom, now)
                : other(packet, inside, addressed.get(0), headroom, now);
    }

    /** A tunnel packet without an IPv4 packet. */
    private NaiveOutcome other(byte[] packet, NaiveExtensions inside, NaiveDomain first, int headroom, long now) {
        if (inside.refusal() != null) {
            return NaiveControl.drop(inside.refusal(), packet, inside.error(), first, served.domains(), now);
        }
        byte[] message = inside.payload();
        NaiveOutcome refusal = NaiveControl.refusal(packet, message);
        if (refusal != null) {
            return refusal;
        }
        long pathMtu = first.options().dynamicPmtu() ? pathMtus.of(bits(packet, 8, 24), now) : Integer.MAX_VALUE;
        return message.length > 0 && u8(message, 0) < 128
                ? tunnelError(packet, message, now)
                : NaiveControl.query(packet, message, first, pathMtu, headroom);
    }

    private NaiveOutcome fromTunnel(
            byte[] packet, NaiveExtensions inside, List<NaiveDomain> addressed, int headroom, long now) {
        String source = bits(packet, 8, 24);
        NaiveDomain peer = addressed.stream()
                .filter(domain -> domain.borderRelays().contains(source))
                .findFirst()
                .orElse(null);
        if (peer != null && !peer.options().acceptBrSource()) {
            return NaiveOutcome.of("DROP_NO_RULE");
        }
        NaiveServed.Rule from = peer == null ? served.bySource(source, addressed) : null;
        NaiveDomain domain = from == null ? peer : from.domain();
        if (domain == null) {
            return refused("DROP_NO_RULE", packet, addressed.get(0), now);
        }
        if (inside.next() == 44) {
            return NaiveOutcome.of("DROP_FRAGMENT_IPV6");
        }
        if (40 + u16(packet, 4) - inside.fragmentOctets() > domain.options().maxPacketSize()) {
            return NaiveOutcome.of("DROP_TOO_BIG");
        }
        return decapsulate(packet, inside.payload(), from, domain, headroom, now);
    }

    /** A source that failed the ingress policy (RFC 4443 section 3.1, code 5). */
    private NaiveOutcome refused(String verdict, byte[] packet, NaiveDomain domain, long now) {
        boolean sendsError = domain.options().icmpv6SourceCheckErrors();
        return NaiveControl.drop(
                verdict, packet, sendsError ? new IcmpError(1, 5, 0) : null, domain, served.domains(), now);
    }

    /** A packet of a CE, or of another border relay where there is no rule. */
    private NaiveOutcome decapsulate(
            byte[] packet,
            byte[] payload,
            NaiveServed.@Nullable Rule from,
            NaiveDomain domain,
            int headroom,
            long now) {
        String bad = NaiveIpv4Header.innerRefusal(payload);
        if (bad != null) {
            return NaiveOutcome.of(bad);
        }
        byte[] inner = Arrays.copyOf(payload, u16(payload, 2));
        String spoof = from == null
                ? null
                : NaiveSource.refusal(
                        inner,
                        served.placeOf(from),
                        served.rules(),
                        bits(packet, 8, 24),
                        domain.options().sourceCheck());
        if (spoof != null) {
            return spoof.equals("DROP_SPOOFED") ? refused(spoof, packet, domain, now) : NaiveOutcome.of(spoof);
        }
        boolean hairpin = domain.options().hairpin()
                && served.longest(bits(inner, 16, 20)).isPresent();
        if (!hairpin) {
            return backToSender(NaiveExit.toIpv4(packet, inner, domain, received), now);
        }
        byte[] left = NaiveTunnel.leave(packet, inner, domain.options());
        // What was before the inner packet is free now.
        int free = headroom + 40 + u16(packet, 4) - payload.length;
        return left == null ? NaiveOutcome.of("DROP_ECN") : backToSender(toCe(left, free, now), now);
    }

    /** Sends errors about packets from the tunnel to the CE that sent them, through the tunnel. */
    private NaiveOutcome backToSender(NaiveStep step, long now) {
        if (step.error() == null) {
            return step.silently();
        }
        String source = bits(step.about(), 12, 16);
        Optional<NaiveOutput> error = wrapped(source, NaivePort.ofStart(step.about(), false), step);
        return error.isPresent() && step.maySendError(now)
                ? NaiveOutcome.message(step.verdict(), error.get())
                : step.silently();
    }

    private Optional<NaiveOutput> wrapped(String source, int port, NaiveStep step) {
        NaiveOutput error = step.message();
        return served.owner(source, port).map(owner -> {
            byte[] packet = NaiveTunnel.wrap(
                    error.octets(),
                    owner.outerSource(),
                    owner.mapAddress(),
                    owner.domain().options());
            return new NaiveOutput(packet, packet.length - error.octets().length);
        });
    }

    /** RFC 2473 section 8, with the quoted packet held against the rules. */
    private NaiveOutcome tunnelError(byte[] packet, byte[] message, long now) {
        NaiveTunnelError error = NaiveTunnelError.of(packet, message);
        if (error.inner().length == 0 || (error.result().equals("NOTHING") && error.pathMtu() < 0)) {
            return NaiveOutcome.of(error.verdict());
        }
        byte[] inner = error.inner();
        String to = bits(inner, 16, 20);
        boolean anyPort = error.showsNoPort()
                && served.longest(to).filter(rule -> rule.rule().isShared()).isPresent();
        Owner quoted = (anyPort
                        ? served.anyOwner(to, error.outerDestination())
                        : served.owner(to, NaivePort.ofStart(inner, true)))
                .filter(owner -> owner.outerSource().equals(bits(packet, 24, 40))
                        && owner.mapAddress().equals(error.outerDestination()))
                .orElse(null);
        if (quoted == null) {
            return NaiveOutcome.of("DROP_ICMPV6_FORGED");
        }
        NaiveDomain domain = quoted.domain();
        if (domain.options().dynamicPmtu() && error.pathMtu() >= 0) {
            pathMtus.report(error.outerDestination(), error.pathMtu(), now);
        }
        if (!error.result().equals("RELAY")) {
            return NaiveOutcome.of(error.verdict());
        }
        if (!domain.options().tunnelErrorRelay() || !domain.options().icmpv4Errors()) {
            return NaiveOutcome.of("DROP_ICMPV6");
        }
        NaiveStep relayed = NaiveStep.dropped("RELAYED", error.error(), inner, domain);
        boolean back = domain.options().hairpin()
                && served.longest(bits(inner, 12, 16)).isPresent();
        Optional<NaiveOutput> output = back
                ? wrapped(bits(inner, 12, 16), NaivePort.ofStart(inner, false), relayed)
                : Optional.of(
                        NaiveIcmp.error(inner, error.error(), domain.options().icmpv4Source()));
        if (output.isEmpty()) {
            return NaiveOutcome.of("DROP_ICMPV6_FORGED");
        }
        return domain.bucket().take(now)
                ? NaiveOutcome.message("RELAYED", output.get())
                : NaiveOutcome.of("DROP_ICMPV6_RATE_LIMITED");
    }
}
