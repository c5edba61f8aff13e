package io.softwire46.mape.conformance.model;

import io.softwire46.mape.conformance.model.NaiveIcmp.IcmpError;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an IPv4 packet, before the decision whether an error is sent.
 *
 * @param verdict the name of the verdict
 * @param outputs sent packets
 * @param error for the source of the packet, or null
 * @param about the packet at this step
 * @param by the domain whose options and token bucket apply; null where there is no error
 * @param ipv4Octets as in {@link NaiveOutcome}
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares steps
record NaiveStep(
        String verdict,
        List<NaiveOutput> outputs,
        @Nullable IcmpError error,
        byte[] about,
        @Nullable NaiveDomain by,
        int ipv4Octets) {
    private static final byte[] NO_OCTETS = {};

    static NaiveStep drop(String reason) {
        return dropped("DROP_" + reason, null, NO_OCTETS, null);
    }

    static NaiveStep drop(String reason, @Nullable IcmpError error, byte[] about, NaiveDomain by) {
        return dropped("DROP_" + reason, error, about, by);
    }

    static NaiveStep dropped(String verdict, @Nullable IcmpError error, byte[] about, @Nullable NaiveDomain by) {
        return new NaiveStep(verdict, List.of(), error, about, by, 0);
    }

    static NaiveStep forwarded(List<byte[]> packets, int ipv4Octets) {
        return new NaiveStep(
                "FORWARDED", packets.stream().map(NaiveOutput::new).toList(), null, NO_OCTETS, null, ipv4Octets);
    }

    /** Without an error. */
    NaiveOutcome silently() {
        return new NaiveOutcome(verdict, outputs, ipv4Octets);
    }

    /** With an error to the source over IPv4, from where the packet arrived. */
    NaiveOutcome plainly(long now) {
        return maySendError(now) ? NaiveOutcome.message(verdict, message()) : silently();
    }

    /** The error to the source. */
    NaiveOutput message() {
        return NaiveIcmp.error(
                about,
                Objects.requireNonNull(error),
                Objects.requireNonNull(by).options().icmpv4Source());
    }

    /** Whether the source receives an error; a token is spent for it. */
    boolean maySendError(long now) {
        return error != null
                && by != null
                && by.lets(by.options().icmpv4Errors(), NaiveIpv4Header.isSilent(about), now);
    }
}
