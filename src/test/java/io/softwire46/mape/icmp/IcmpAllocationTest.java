package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.icmp.Messages.BR;
import static io.softwire46.mape.icmp.Messages.CE;
import static io.softwire46.mape.icmp.Messages.ROUTER;
import static io.softwire46.mape.icmp.Messages.icmpv6Packet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.testing.Allocation;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Good, bad and forbidden packets, heap and direct buffers: not one octet is allocated. */
class IcmpAllocationTest {
    private static final int ROUNDS = 100_000;

    private static final byte[] INNER = ipv4("198.51.100.7", "192.0.2.18")
            .flagsOffset(0x4000)
            .udp(1, 1232, 600)
            .octets();
    private static final byte[] QUOTE = ipv6(BR, CE).inner(INNER).octets();
    private static final byte[] TOO_BIG = icmpv6Packet(ROUTER, BR, 2, 0, 1500, QUOTE);

    private static final List<byte[]> PACKETS = List.of(
            INNER,
            ipv4("198.51.100.7", "192.0.2.18").icmpError(3, INNER).octets(),
            ipv4("224.0.0.1", "192.0.2.18").udp(1, 2).octets(),
            QUOTE,
            ipv6(CE, BR).header(60, "00 00 04 01 00 01 01 00").inner(INNER).octets(),
            icmpv6Packet(ROUTER, BR, 128, 0, 7, counting(50)),
            part(icmpv6Packet(ROUTER, BR, 128, 0, 7, counting(50)), 0, 70),
            icmpv6Packet("::", BR, 128, 0, 7, counting(50)),
            TOO_BIG,
            part(TOO_BIG, 0, 44),
            part(TOO_BIG, 0, 400),
            icmpv6Packet(ROUTER, BR, 2, 0, 68, QUOTE),
            icmpv6Packet(ROUTER, BR, 1, 0, 0, QUOTE),
            icmpv6Packet(ROUTER, BR, 1, 0, 0, counting(100)),
            icmpv6Packet(ROUTER, BR, 3, 1, 0, QUOTE),
            icmpv6Packet(
                    ROUTER,
                    BR,
                    1,
                    0,
                    0,
                    ipv6(BR, CE)
                            .inner(ipv4("224.0.0.1", "192.0.2.18").udp(1, 2).octets())
                            .octets()));

    private final Packet packet = new Packet();
    private final TunnelErrorRelay relay = new TunnelErrorRelay();
    private final TokenBucket bucket = TokenBucket.of(100, 10);
    private final Packet heap = new Packet().attach(ByteBuffer.allocate(1280), 0, 1280, 0);
    private final Packet direct = new Packet().attach(ByteBuffer.allocateDirect(1280), 0, 1280, 0);
    private final ByteBuffer[] buffers = new ByteBuffer[2 * PACKETS.size()];
    private final Set<TunnelErrorRelay.Result> relayed = EnumSet.noneOf(TunnelErrorRelay.Result.class);
    private final Set<Icmpv6Echo.Result> replied = EnumSet.noneOf(Icmpv6Echo.Result.class);
    private long sink;

    @Test
    void allocatesNothing() {
        for (int i = 0; i < buffers.length; i++) {
            byte[] octets = PACKETS.get(i / 2);
            ByteBuffer buffer =
                    i % 2 == 0 ? ByteBuffer.allocate(octets.length) : ByteBuffer.allocateDirect(octets.length);
            buffers[i] = buffer.put(0, octets);
        }
        assertEquals(0, Allocation.least(this::run));
        assertEquals(EnumSet.allOf(TunnelErrorRelay.Result.class), relayed, "every result has been there");
        assertEquals(EnumSet.allOf(Icmpv6Echo.Result.class), replied, "every result has been there");
    }

    private void run() {
        int next = 0;
        for (int i = 0; i < ROUNDS; i++) {
            handle(buffers[next], heap);
            buffers[next].put(0, PACKETS.get(next / 2)); // an echo request is a reply now
            handle(buffers[next], direct);
            buffers[next].put(0, PACKETS.get(next / 2));
            next = next + 1 == buffers.length ? 0 : next + 1;
        }
    }

    private void handle(ByteBuffer buffer, Packet error) {
        int length = buffer.limit();
        sink += Icmpv4Suppression.forbids(buffer, 0, length, false) ? 1 : 0;
        sink += Icmpv6Suppression.forbids(buffer, 0, length, 1, 5, false) ? 1 : 0;
        packet.attach(buffer, 0, length, 0);
        sink += Icmpv4Error.FRAGMENTATION_NEEDED.write(Icmpv4Error.nextHopMtu(sink), packet, 1, error, 2);
        sink += Icmpv6Error.parameterProblem(1).write(40, packet, 64, error);
        sink += bucket.tryTake(sink) ? 1 : 0;
        if (length >= 40) {
            TunnelErrorRelay.Result result = relay.read(buffer, 0, 40, length - 40);
            relayed.add(result);
            if (result == TunnelErrorRelay.Result.RELAY) {
                packet.attach(buffer, relay.innerOffset(), relay.innerOctets(), 0);
                sink += relay.error().write(relay.secondWord(), packet, 1, error, 2);
            }
            sink += PacketTooBig.pathMtu(buffer, 0, 40, length - 40);
            replied.add(Icmpv6Echo.reply(packet.attach(buffer, 0, length, 0), 40, length - 40, 64));
        }
    }
}
