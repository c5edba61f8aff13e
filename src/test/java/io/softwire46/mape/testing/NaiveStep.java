package io.softwire46.mape.testing;

import io.softwire46.mape.testing.NaiveIcmp.Error;
import java.util.List;

/**
 * What becomes of an IPv4 packet, before it is decided whether anybody receives an error.
 *
 * @param verdict the name of the verdict
 * @param outputs what leaves
 * @param error what the packet's source should receive as an error, or null
 * @param about the packet as it is then
 * @param by whose options and bucket decide
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

    /** No one receives an error. */
    NaiveOutcome silently() {
        return new NaiveOutcome(verdict, outputs, ipv4Octets);
    }

    /** The source receives an error on the way on which the packet came: plain IPv4. */
    NaiveOutcome plainly(long now) {
        return isTold(now)
                ? NaiveOutcome.message(
                        verdict, NaiveIcmp.error(about, error, by.options().icmpv4Source()))
                : silently();
    }

    /** Whether the source receives an error; a token is spent for it. */
    boolean isTold(long now) {
        return error != null && by.lets(by.options().icmpv4Errors(), NaiveIpv4Header.isSilent(about), now);
    }
}
