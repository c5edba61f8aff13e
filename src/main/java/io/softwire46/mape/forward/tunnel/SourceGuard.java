package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.TransportPort;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The source check of RFC 7597 section 8.1 on a tunnel packet: the inner source must be what the outer source stands for, and
 * both must select the same rule.
 *
 * <p>Static methods only.
 */
public final class SourceGuard {
    private SourceGuard() {}

    /**
     * Checks a packet whose inner header has been checked, and which is no fragment where the rule shares addresses.
     *
     * @param rule by longest match of the outer source
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    static Verdict check(
            CompiledRules rules,
            SourceCheckMode mode,
            ByteBuffer buffer,
            int inner,
            int rule,
            long sourceHigh,
            long sourceLow) {
        if (mode == SourceCheckMode.OFF) {
            return Verdict.FORWARDED;
        }
        int port = MapRule.NO_PORT;
        if (rules.isShared(rule)) {
            port = TransportPort.sourceSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
            if (port < 0) {
                return PortVerdict.of(port);
            }
        }
        return check(rules, mode, Ipv4Header.sourceAddress(buffer, inner), port, rule, sourceHigh, sourceLow);
    }

    /**
     * Whether a whole packet from an IPv6 source could pass the check: no fragment from another source needs to be kept. Where
     * only the EA bits count, the rule alone decides.
     *
     * @param rule by longest match of the source
     */
    public static boolean mayPass(
            CompiledRules rules, SourceCheckMode mode, int rule, long sourceHigh, long sourceLow) {
        return mode != SourceCheckMode.STRICT || rules.isMapAddress(rule, sourceHigh, sourceLow);
    }

    /**
     * Whether a packet could ever be forwarded from or to a shared address, by its protocol: fragments of others
     * need not be kept.
     *
     * @param ipv4 index of its IPv4 header
     */
    public static boolean mayHavePort(ByteBuffer buffer, int ipv4) {
        int protocol = Ipv4Header.protocol(buffer, ipv4);
        return protocol == ProtocolNumbers.ICMP || TransportPort.minimumHeaderOctets(protocol) > 0;
    }

    /**
     * Checks an inner source.
     *
     * @param port of the source, or {@link MapRule#NO_PORT} where the rule does not share addresses
     */
    static Verdict check(
            CompiledRules rules,
            SourceCheckMode mode,
            int source,
            int port,
            int rule,
            long sourceHigh,
            long sourceLow) {
        int slot = rules.slotOf(source);
        // The longest match of the inner source is the same rule, so the address is in it and the port is somebody's.
        boolean accepted = slot != CompiledRules.NO_RULE
                && rules.ruleAt(slot, port) == rule
                && (mode == SourceCheckMode.STRICT
                        ? rules.mapAddressHigh(rule, source, port) == sourceHigh
                                && rules.mapAddressLow(rule, source, port) == sourceLow
                        : rules.ownsByEaBits(rule, sourceHigh, sourceLow, source, port));
        return accepted ? Verdict.FORWARDED : Verdict.DROP_SPOOFED;
    }
}
