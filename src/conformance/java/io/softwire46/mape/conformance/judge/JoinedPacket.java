package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.judge.Fates.Fate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packet of a case that is reassembled.
 *
 * <p>Immutable.
 *
 * @param packets 1, or 0 if there is none
 * @param pieces number of its fragments
 * @param octets what a product may count as its octets: those of the whole packet, of its data, and of all fragments
 */
record JoinedPacket(int packets, int pieces, List<Long> octets) {
    private static final JoinedPacket NONE = new JoinedPacket(0, 0, List.of(0L));

    private static final int TUNNEL_HEADER = 40;

    /** Returns the packet of a case. */
    static JoinedPacket of(TestCase testCase, Fates fates) {
        return of(testCase, fates, true);
    }

    /** Returns the packet of a case if it is a tunnel packet. */
    static JoinedPacket ofTunnel(TestCase testCase, Fates fates) {
        return of(testCase, fates, false);
    }

    private static JoinedPacket of(TestCase testCase, Fates fates, boolean ofIpv4) {
        if (!fates.joined()) {
            return NONE;
        }
        List<byte[]> pieces = new ArrayList<>();
        for (Fate fate : List.of(Fate.HELD, Fate.FORWARDED)) {
            for (int step : fates.of(fate)) {
                if (testCase.steps().get(step) instanceof Step.Packet packet) {
                    pieces.add(packet.sent().octets());
                }
            }
        }
        long sum = 0;
        long data = 0;
        int header = 0;
        int tunnel = 0; // fragments in tunnel packets may be counted with their tunnel headers
        for (byte[] each : pieces) {
            FragmentView outer = FragmentView.outer(each);
            FragmentView piece = outer == null ? ofIpv4 ? inner(each) : null : outer;
            if (piece == null) {
                return NONE;
            }
            sum += each.length;
            data += piece.data().length;
            header = outer == null ? piece.head().length : TUNNEL_HEADER;
            tunnel = outer == null && new PacketView(each).isIpv6() ? TUNNEL_HEADER : 0;
        }
        return new JoinedPacket(1, pieces.size(), List.of(header + data, data, sum, tunnel + header + data));
    }

    private static @Nullable FragmentView inner(byte[] octets) {
        return FragmentView.inner(new PacketView(octets).ipv4());
    }
}
