package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Marks: packets that the product is known to forward, which follow those of a case. When they leave, nothing more of the case
 * is to come.
 *
 * <p>Immutable.
 */
public final class Marks {
    /** {@code mape-mark}, before the number of the case. */
    private static final byte[] START = Bytes.hex("6d6170652d6d61726b");

    private static final int IDENTIFICATION = 0xfe00;
    private static final long SEED = 7;
    private static final int TRIES = 32;

    private final World world;
    private final Optional<End> end;

    private Marks(World world, Optional<End> end) {
        this.world = world;
        this.end = end;
    }

    /** Returns the marks of a configuration. */
    public static Marks of(Setup setup) {
        World world = World.of(setup);
        Optional<End> end = Optional.empty();
        for (int i = 0; i < TRIES && end.isEmpty(); i++) {
            Choices choices = Choices.of(SEED + i);
            end = world.edge().isPresent() ? CeDraw.own(choices, world) : CeDraw.draw(choices, world, Site::isAny);
        }
        return new Marks(world, end);
    }

    /**
     * A packet with a mark.
     *
     * @param side where it is sent
     * @param packet an IPv4 or tunnel packet
     * @param mark what is expected on the other side
     */
    @SuppressWarnings("ArrayRecordComponent") // no one compares marks
    public record Marked(Side side, byte[] packet, Until.Mark mark) {}

    /**
     * Returns a mark for each side that a case uses; fewer where no packet is known to be forwarded.
     *
     * @param index of the case in its exchange
     */
    public List<Marked> of(TestCase testCase, int index) {
        List<Marked> marks = new ArrayList<>();
        for (Side side : Side.values()) {
            boolean isUsed = testCase.steps().stream()
                    .anyMatch(step ->
                            step instanceof Step.Packet packet && packet.sent().side() == side);
            if (isUsed) {
                mark(side, index).ifPresent(marks::add);
            }
        }
        return marks;
    }

    private Optional<Marked> mark(Side side, int index) {
        boolean isEdge = world.edge().isPresent();
        if (end.isEmpty() || (!isEdge && side == Side.IPV6 && world.host().isEmpty())) {
            return Optional.empty();
        }
        byte[] payload = new byte[12];
        System.arraycopy(START, 0, payload, 0, START.length);
        payload[9] = (byte) (side == Side.IPV4 ? 0 : 1);
        Bytes.put16(payload, 10, index);
        boolean isFromCe = isEdge == (side == Side.IPV4);
        Flow flow = isFromCe ? Flow.fromCe(end.get(), world.anyHost()) : Flow.toCe(world.anyHost(), end.get());
        byte[] inner = Ipv4PacketBuilder.ipv4(flow.source(), flow.destination())
                .identification(IDENTIFICATION + index % 500)
                .udp(flow.sourcePort(), flow.destinationPort(), payload)
                .octets();
        byte[] packet = world.lan().map(lan -> lan.sent(inner)).orElse(inner);
        if (side == Side.IPV6) {
            packet = world.edge()
                    .map(edge -> Traffic.tunnel(edge, inner))
                    .orElseGet(() -> Traffic.tunnel(end.get().owner(), inner))
                    .octets();
        }
        return Optional.of(new Marked(side, packet, new Until.Mark(side.other(), Bytes.hex(payload))));
    }

    /** Returns the number of the case whose mark is in a packet, or -1. */
    public static int indexOf(byte[] packet) {
        int at = packet.length - 12;
        if (at < 20) {
            return -1;
        }
        for (int i = 0; i < START.length; i++) {
            if (packet[at + i] != START[i]) {
                return -1;
            }
        }
        return Bytes.u16(packet, at + 10);
    }
}
