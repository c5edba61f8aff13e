package io.softwire46.mape.testing;

import static io.softwire46.mape.testing.Bytes.bits;
import static io.softwire46.mape.testing.Bytes.u16;

import io.softwire46.mape.forward.ConfiguredDomain;
import io.softwire46.mape.forward.ForwardingOptions;
import io.softwire46.mape.forward.SourceCheckMode;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A border relay as RFC 7597 section 8 tells it, over arrays and strings of bits. It takes parameters from the library, and
 * no derivation, look-up or octet.
 */
public final class NaiveRelay {
    /** A rule of any domain with what its domain says. */
    private record Served(NaiveMap.Rule rule, String outerSource, Domain domain) {}

    private record Domain(Set<String> borderRelays, ForwardingOptions options) {}

    private final List<Served> served = new ArrayList<>();
    private final List<Domain> domains = new ArrayList<>();
    private final List<NaiveMap.Rule> rules;

    public NaiveRelay(List<ConfiguredDomain> configured) {
        for (ConfiguredDomain each : configured) {
            Domain domain = new Domain(new HashSet<>(), each.options());
            domains.add(domain);
            each.domain().borderRelays().forEach(relay -> domain.borderRelays.add(bits(relay.getBytes(), 0, 16)));
            for (MapRule rule : each.domain().rules().rules()) {
                byte[] source = rule.borderRelay()
                        .orElseGet(() -> each.domain().borderRelays().get(0))
                        .getBytes();
                domain.borderRelays.add(bits(source, 0, 16));
                served.add(new Served(NaiveMap.Rule.of(rule), bits(source, 0, 16), domain));
            }
        }
        rules = served.stream().map(Served::rule).toList();
    }

    /** The rules of all domains in their order. */
    public List<NaiveMap.Rule> rules() {
        return rules;
    }

    /** Where the packets of a rule's CEs are sent from. */
    public String outerSource(int rule) {
        return served.get(rule).outerSource();
    }

    /** What becomes of a packet from the IPv4 side with so many free octets before it. */
    public NaiveOutcome fromIpv4(byte[] packet, int headroom) {
        String refusal = NaiveTunnel.ipv4Refusal(packet);
        if (refusal != null) {
            return new NaiveOutcome(refusal, null);
        }
        byte[] destination = Bytes.part(packet, 16, 20);
        if (NaiveTunnel.isMulticast(destination) || !isInRule(destination)) {
            return new NaiveOutcome("NOT_MAP", null);
        }
        if (NaiveTunnel.isMartian(Bytes.part(packet, 12, 16), destination)) {
            return NaiveTunnel.drop("MARTIAN");
        }
        return toCe(Arrays.copyOf(packet, u16(packet, 2)), headroom);
    }

    private boolean isInRule(byte[] address) {
        return rules.stream().anyMatch(rule -> bits(address, 0, 4).startsWith(rule.ipv4()));
    }

    private NaiveOutcome toCe(byte[] ipv4, int headroom) {
        String destination = bits(ipv4, 16, 20);
        // Overlapping rules are all shared or all not, which validation sees to.
        boolean shared = rules.stream()
                .filter(rule -> destination.startsWith(rule.ipv4()))
                .anyMatch(NaiveMap.Rule::isShared);
        NaivePort port = shared ? port(ipv4, true) : new NaivePort(-1, "");
        if (!port.refusal().isEmpty()) {
            return new NaiveOutcome(port.refusal(), null);
        }
        int place = NaiveMap.byIpv4(rules, destination, port.number());
        if (place < 0) {
            return NaiveTunnel.drop("UNASSIGNED_PORT");
        }
        Served to = served.get(place);
        String map = NaiveMap.owner(to.rule(), destination, port.number())
                .orElseThrow()
                .mapAddressFromRule();
        return NaiveTunnel.enter(ipv4, to.outerSource(), map, to.domain().options(), headroom);
    }

    /** All fragments of a datagram share the fate of those that show no port. */
    static NaivePort port(byte[] ipv4, boolean destinationSide) {
        return (u16(ipv4, 6) & 0x3fff) != 0
                ? new NaivePort(-1, "DROP_FRAGMENT_IPV4")
                : NaivePort.of(ipv4, destinationSide);
    }

    /** RFC 8200 section 3; null where nothing is wrong. */
    static String ipv6Refusal(byte[] packet) {
        if (packet.length < 40) {
            return "DROP_TRUNCATED";
        }
        int payload = u16(packet, 4);
        if (bits(packet, 0, 1).startsWith("0110") && payload > 0) {
            return payload > packet.length - 40 ? "DROP_TRUNCATED" : null;
        }
        return "DROP_BAD_IPV6_HEADER";
    }

    /** What becomes of a packet from the IPv6 side with so many free octets before it. */
    public NaiveOutcome fromIpv6(byte[] packet, int headroom) {
        String refusal = ipv6Refusal(packet);
        if (refusal != null) {
            return new NaiveOutcome(refusal, null);
        }
        String source = bits(packet, 8, 24);
        String destination = bits(packet, 24, 40);
        List<Domain> addressed = domains.stream()
                .filter(domain -> domain.borderRelays.contains(destination))
                .toList();
        if (addressed.isEmpty()) {
            return new NaiveOutcome("NOT_MAP", null);
        }
        NaiveOutcome inside = NaiveTunnel.inside(packet);
        if (inside.octets() == null) {
            return inside;
        }
        boolean own = served.stream().anyMatch(each -> each.outerSource().equals(source));
        if (own || source.equals(destination)) {
            return NaiveTunnel.drop("LOOP");
        }
        Domain peer = addressed.stream()
                .filter(domain -> domain.borderRelays.contains(source))
                .findFirst()
                .orElse(null);
        Served from = peer == null ? ruleOf(source, addressed) : null;
        if (peer == null ? from == null : !peer.options().acceptBrSource()) {
            return NaiveTunnel.drop("NO_RULE");
        }
        String bad = NaiveTunnel.innerRefusal(inside.octets());
        if (bad != null) {
            return new NaiveOutcome(bad, null);
        }
        byte[] inner = Arrays.copyOf(inside.octets(), u16(inside.octets(), 2));
        ForwardingOptions options = (peer != null ? peer : from.domain()).options();
        String spoof = from == null
                ? null
                : sourceRefusal(inner, from.rule(), served.indexOf(from), rules, source, options.sourceCheck());
        return spoof != null
                ? new NaiveOutcome(spoof, null)
                : toIpv4(packet, inside.octets(), options, headroom + packet.length);
    }

    /** The longest match among the domains that the BR address serves. */
    private Served ruleOf(String source, List<Domain> addressed) {
        List<Served> candidates = served.stream()
                .filter(each -> addressed.contains(each.domain()))
                .toList();
        int place = NaiveMap.byIpv6(candidates.stream().map(Served::rule).toList(), source);
        return place < 0 ? null : candidates.get(place);
    }

    /** RFC 7597 section 8.1; null where the packet may pass. */
    static String sourceRefusal(
            byte[] inner,
            NaiveMap.Rule rule,
            int place,
            List<NaiveMap.Rule> rules,
            String source,
            SourceCheckMode mode) {
        if (mode == SourceCheckMode.OFF) {
            return null;
        }
        NaivePort port = rule.isShared() ? port(inner, false) : new NaivePort(-1, "");
        if (!port.refusal().isEmpty()) {
            return port.refusal();
        }
        String ipv4 = bits(inner, 12, 16);
        boolean accepted = NaiveMap.check(rule, source, ipv4, port.number(), mode == SourceCheckMode.STRICT)
                        .equals("ACCEPTED")
                && NaiveMap.byIpv4(rules, ipv4, port.number()) == place;
        return accepted ? null : "DROP_SPOOFED";
    }

    private NaiveOutcome toIpv4(byte[] packet, byte[] inside, ForwardingOptions options, int roomUpToEnd) {
        boolean hairpin = options.hairpin() && isInRule(Bytes.part(inside, 16, 20));
        int total = u16(inside, 2);
        if (!hairpin && options.mtuV4().isPresent() && total > options.mtuV4().getAsInt()) {
            return NaiveTunnel.drop("TOO_BIG");
        }
        if (!hairpin && options.decrementTtlAtEgress() && Bytes.u8(inside, 8) <= 1) {
            return NaiveTunnel.drop("TTL_EXPIRED");
        }
        NaiveOutcome left = NaiveTunnel.leave(packet, inside, options);
        if (left.octets() == null) {
            return left;
        }
        if (hairpin) {
            // What was before the inner packet is free now; octets behind the outer payload count for nothing.
            int behind = packet.length - 40 - u16(packet, 4) + inside.length;
            return toCe(left.octets(), roomUpToEnd - behind);
        }
        return options.decrementTtlAtEgress()
                ? new NaiveOutcome("FORWARDED", NaiveTunnel.oneHopLess(left.octets()))
                : left;
    }
}
