package io.softwire46.mape.conformance.model;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.NaiveIcmp.IcmpError;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Out of a border relay to the IPv4 side. */
final class NaiveExit {
    private NaiveExit() {}

    /** ECN first, then TTL and size, then RFC 791. */
    static NaiveStep toIpv4(byte[] ipv6, byte[] payload, NaiveDomain domain, @Nullable NaiveReceived received) {
        ForwardingOptions options = domain.options();
        byte[] inner = NaiveTunnel.leave(ipv6, payload, options);
        if (inner == null) {
            return NaiveStep.drop("ECN");
        }
        if (options.decrementTtlAtEgress() && Bytes.u8(inner, 8) <= 1) {
            return NaiveStep.drop("TTL_EXPIRED", new IcmpError(11, 0, 0), inner, domain);
        }
        OptionalInt mtu = options.mtuV4();
        boolean tooLong = mtu.isPresent() && inner.length > mtu.getAsInt();
        if (tooLong && NaiveReceived.forbidsFragments(received, inner, mtu.getAsInt()) && !options.ignoreDf()) {
            return NaiveStep.drop("TOO_BIG", new IcmpError(3, 4, mtu.getAsInt()), inner, domain);
        }
        if (tooLong && !NaiveFragments.canBeFragmented(inner)) {
            return NaiveStep.drop("BAD_IPV4_HEADER");
        }
        byte[] clamped = NaiveTunnel.clamped(inner, options);
        byte[] sent = options.decrementTtlAtEgress() ? NaiveIpv4Header.oneHopLess(clamped) : clamped;
        List<byte[]> fragments = tooLong ? NaiveReceived.fragment(received, sent, mtu.getAsInt()) : List.of(sent);
        return NaiveStep.forwarded(fragments, inner.length);
    }
}
