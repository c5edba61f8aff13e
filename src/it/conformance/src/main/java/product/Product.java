package product;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A border relay with a queue of its output on each side. */
final class Product {
    private static final int HEADROOM = 64;
    private static final int LARGEST = 65_575;

    private final BorderRelay relay;
    private final List<byte[]> toIpv4 = new ArrayList<>();
    private final List<byte[]> toIpv6 = new ArrayList<>();

    Product(List<ConfiguredDomain> domains) {
        relay = BorderRelay.of(RuleTable.of(domains));
    }

    void fromIpv4(byte[] octets, long nowNanos) {
        Packet packet = packet(octets);
        send(relay.fromIpv4(packet, nowNanos).leaves(), packet);
    }

    void fromIpv6(byte[] octets, long nowNanos) {
        Packet packet = packet(octets);
        send(relay.fromIpv6(packet, nowNanos).leaves(), packet);
    }

    /** Returns what was sent to a side since the last call. */
    List<byte[]> takeIpv4() {
        return take(toIpv4);
    }

    List<byte[]> takeIpv6() {
        return take(toIpv6);
    }

    private static List<byte[]> take(List<byte[]> queue) {
        List<byte[]> taken = List.copyOf(queue);
        queue.clear();
        return taken;
    }

    private void send(boolean leaves, Packet packet) {
        if (leaves) {
            queue(packet);
        }
        Packet further = new Packet();
        ByteBuffer room = ByteBuffer.allocate(LARGEST);
        while (relay.next(further.attach(room, 0, LARGEST, 0))) {
            queue(further);
        }
    }

    private void queue(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        (octets[0] >> 4 == 4 ? toIpv4 : toIpv6).add(octets);
    }

    private static Packet packet(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + octets.length).put(HEADROOM, octets);
        return new Packet().attach(buffer, HEADROOM, octets.length, HEADROOM);
    }
}
