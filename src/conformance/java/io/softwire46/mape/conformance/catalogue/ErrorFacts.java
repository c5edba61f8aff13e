package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.judge.IcmpFacts;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Facts about the ICMP messages that the product sends itself.
 *
 * <p>Static methods only.
 */
final class ErrorFacts {
    /** Hops that a packet can take in the Internet, which the TTL of a router allows (RFC 1122 section 3.2.1.7). */
    private static final int LEAST_TTL = 32;

    /** Where ICMPv4 errors come from if the option {@code icmpv4Source} is null (RFC 7600). */
    private static final String DUMMY = "192.0.0.8";

    /** Networks of which no address is one host's (RFC 1122 section 3.2.1.3). */
    private static final List<String> MARTIANS = List.of("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3");

    private ErrorFacts() {}

    /** An ICMP error about a packet, to its sender. */
    static IcmpFacts ipv4(CaseBuilder build, int type, int code, byte[] about) {
        IcmpFacts facts = IcmpFacts.of(4, type, code)
                .destination(Bytes.part(about, 12, 16))
                .leastTtl(LEAST_TTL);
        // RFC 1812 section 4.3.2.4: an address of the product
        if (build.declares("icmpv4Source")) {
            Object source = build.world().option("icmpv4Source");
            return facts.source(Bytes.address(source == null ? DUMMY : source.toString()));
        }
        return facts.sourceOutside(notOfProduct(build.world(), about));
    }

    /** IPv4 prefixes without an address of the product: those of the rules belong to customer edges, of which it may be one. */
    private static List<String> notOfProduct(World world, byte[] about) {
        List<String> prefixes = new ArrayList<>(MARTIANS);
        prefixes.add(prefix(Bytes.bits(about, 16, 20)));
        if (world.edge().isEmpty()) {
            world.rules().stream()
                    .map(NaiveMap.Rule::ipv4)
                    .filter(bits -> !bits.isEmpty()) // which leaves no address for a border relay
                    .forEach(bits -> prefixes.add(prefix(bits)));
        }
        return prefixes.stream().distinct().toList();
    }

    private static String prefix(String bits) {
        return Queries.ipv4(bits) + "/" + bits.length();
    }

    /** The same with the TOS octet: RFC 1812 section 4.3.2.5 lets the precedence be set, and copies the other bits. */
    static IcmpFacts ipv4WithTos(CaseBuilder build, int type, int code, byte[] about) {
        int copied = Bytes.u8(about, 1) & 0x1c;
        int[] values = IntStream.range(0, 8)
                .map(precedence -> precedence << 5)
                .flatMap(precedence -> IntStream.of(precedence, precedence | copied))
                .distinct()
                .toArray();
        return ipv4(build, type, code, about).tos(values);
    }

    /** An ICMPv6 message about a packet, to its sender, from where this was sent to (RFC 4443 section 2.2). */
    static IcmpFacts ipv6(CaseBuilder build, int type, int code, byte[] about) {
        int hopLimit = Math.min(LEAST_TTL, build.world().number("hopLimit", LEAST_TTL));
        IcmpFacts facts = IcmpFacts.of(6, type, code)
                .destination(Bytes.part(about, 8, 24))
                .leastTtl(Math.max(1, hopLimit));
        return build.world().isOn("anycast") ? facts : facts.source(Bytes.part(about, 24, 40));
    }
}
