package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.fastpath.CallFormsProperties;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mixture contains many outcomes; otherwise comparisons over it would prove little. */
class MixtureTest {
    private static final long STEP = 3_000_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everythingHappens(boolean atRelay) {
        Forwarder node = atRelay ? Mixture.relay(Mixture.OPTIONS) : Mixture.edge(Mixture.OPTIONS);
        Mixture mixture = new Mixture(new Random(46), atRelay);
        Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
        for (int i = 0; i < 1200; i++) {
            boolean ipv4 = i % 2 == 0;
            byte[] octets = (ipv4 ? mixture.ipv4Packets(1) : mixture.ipv6Packets(1)).get(0);
            seen.add(CallFormsProperties.verdict(node, ipv4, octets, i * STEP));
        }
        EnumSet<Verdict> wanted = EnumSet.of(
                Verdict.FORWARDED,
                Verdict.REPLIED,
                Verdict.RELAYED,
                Verdict.NOT_MAP,
                Verdict.DROP_TRUNCATED,
                Verdict.DROP_BAD_CHECKSUM,
                Verdict.DROP_UNSUPPORTED_NEXT_HEADER,
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                Verdict.DROP_TTL_EXPIRED,
                Verdict.DROP_TOO_BIG,
                Verdict.DROP_NO_RULE,
                Verdict.DROP_ICMPV6_BAD_CHECKSUM,
                Verdict.DROP_ICMPV6_MTU_TOO_SMALL);
        wanted.add(atRelay ? Verdict.DROP_SPOOFED : Verdict.DROP_NOT_MY_ADDRESS);
        wanted.removeAll(seen);
        assertEquals(EnumSet.noneOf(Verdict.class), wanted, "did not happen");
        for (Event event : List.of(
                Event.TUNNEL_PACKET_CUT,
                Event.HAIRPINNED,
                Event.ICMPV4_ERROR_SENT,
                Event.ICMPV6_ERROR_SENT,
                Event.ICMP_ERROR_RATE_LIMITED,
                Event.PATH_MTU_LOWERED)) {
            assertTrue(node.counters().packets(event) > 0, event::name);
        }
    }
}
