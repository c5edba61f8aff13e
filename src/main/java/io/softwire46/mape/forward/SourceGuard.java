package io.softwire46.mape.forward;

import io.softwire46.mape.map.Ipv4RuleIndex;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.SourceCheck;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * The source check of RFC 7597 section 8.1 on a tunnel packet: the inner source must be what the outer source stands for, and
 * both must select the same rule.
 *
 * <p>Immutable.
 */
final class SourceGuard {
    private final SourceCheckMode mode;
    private final Ipv4RuleIndex byIpv4;

    SourceGuard(SourceCheckMode mode, Ipv4RuleIndex byIpv4) {
        this.mode = mode;
        this.byIpv4 = byIpv4;
    }

    /**
     * Checks a packet whose inner header has been checked.
     *
     * @param number the place of the rule in the index, by longest match of the outer source
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    Verdict check(ByteBuffer buffer, int inner, MapRule rule, int number, long sourceHigh, long sourceLow) {
        if (mode == SourceCheckMode.OFF) {
            return Verdict.FORWARDED;
        }
        int port = MapRule.NO_PORT;
        if (rule.isShared()) {
            port = Ipv4Header.isFragment(buffer, inner)
                    ? TransportPort.FRAGMENT
                    : TransportPort.sourceSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
            if (port < 0) {
                return PortVerdict.of(port);
            }
        }
        SourceCheck.Mode bits = mode == SourceCheckMode.STRICT ? SourceCheck.Mode.STRICT : SourceCheck.Mode.EA;
        int source = Ipv4Header.sourceAddress(buffer, inner);
        boolean accepted =
                SourceCheck.of(rule, sourceHigh, sourceLow, source, port, bits).isAccepted()
                        && byIpv4.ruleOf(source, port) == number;
        return accepted ? Verdict.FORWARDED : Verdict.DROP_SPOOFED;
    }
}
