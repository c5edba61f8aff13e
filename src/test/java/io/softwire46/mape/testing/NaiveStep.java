package io.softwire46.mape.testing;

import io.softwire46.mape.testing.NaiveIcmp.Error;
import java.util.List;

/**
 * The outcome of an IPv4 packet, before the decision whether an error is sent.
 *
 * @param verdict the name of the verdict
 * @param outputs sent packets
 * @param error for the source of the packet, or null
 * @param about the packet at this step
 * @param by the domain whose options and token bucket apply
 * @param ipv4Octets as in {@link NaiveOutcome}
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares steps
record NaiveStep(String verdict, List<NaiveOutput> outputs, Error error, byte[] about, NaiveDomain by, int ipv4Octets) {
    static NaiveStep drop(String reason) {
        return dropped("DROP_" + reason, null, null, null);
    }

    static NaiveStep drop(String reason, Error error, byte[] about, NaiveDomain by) {
        return dropped("DROP_" + reason, error, about, by);
    }

    static NaiveStep dropped(String verdict, Error error, byte[] about, NaiveDomain by) {
        return new NaiveStep(verdict, List.of(), error, about, by, 0);
    }

    static NaiveStep forwarded(List<byte[]> packets, int ipv4Octets) {
        return new NaiveStep(
                "FORWARDED", packets.stream().map(NaiveOutput::new).toList(), null, null, null, ipv4Octets);
    }

    /** Without an error. */
    NaiveOutcome silently() {
        return new NaiveOutcome(verdict, outputs, ipv4Octets);
    }

    /** With an error to the source over IPv4, from where the packet arrived. */
    NaiveOutcome plainly(long now) {
        return maySendError(now)
                ? NaiveOutcome.message(
                        verdict, NaiveIcmp.error(about, error, by.options().icmpv4Source()))
                : silently();
    }

    /** Whether the source receives an error; a token is spent for it. */
    boolean maySendError(long now) {
        return error != null && by.lets(by.options().icmpv4Errors(), NaiveIpv4Header.isSilent(about), now);
    }
}
