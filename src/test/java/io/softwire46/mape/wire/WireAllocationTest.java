package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.Allocation;
import io.softwire46.mape.wire.internal.Ecn;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Good and bad packets, heap and direct buffers: not one octet is allocated. */
class WireAllocationTest {

    private static final int ROUNDS = 100_000;

    private static final List<String> IPV4 = List.of(
            "45b90021123400004011a1c7c00002120102030404d00050000d522d4d41502d45", // UDP
            "46b900251234000040110000c0000212010203040101010104d00050000d522d4d41502d45", // with options, bad checksum
            "4500003812340000400100000a000001c0000212"
                    + "0b00000000000000" // time exceeded, quotes UDP
                    + "45b90021123400004011a1c7c00002120102030404d00050000d522d",
            "4500001c123420000001000001020304c000021208000000fedc0001", // echo, first fragment
            "4500001c123400010011000001020304c000021208000000fedc0001", // later fragment
            "4500001812340000402f000001020304c000021200000800", // GRE
            "4500001812340000401100000102030400000000",
            "6500001812340000401100000102030400000000");

    private static final List<String> IPV6 = List.of(
            ipv6("04", IPV4.get(0)),
            ipv6("3c", "0400040104010100" + IPV4.get(0)), // encapsulation limit
            ipv6("3c", "2c00010400000000" + "0400000112345678"), // fragment
            ipv6("00", "0000010400000000" + "0400010400000000"), // hop-by-hop options twice
            ipv6("2b", "0400000100000000"), // segments left
            ipv6("3c", "04008e0200000000"), // unknown option
            ipv6("3c", "04ff010400000000")); // header runs over the end

    private static String ipv6(String nextHeader, String payload) {
        return String.format("60000000%04x%s40", payload.length() / 2, nextHeader)
                + "20010db8ffff0000000000000000000120010db8001234000000c00002120034" + payload;
    }

    private final Packet packet = new Packet();
    private final Ipv6ExtensionWalk walk = new Ipv6ExtensionWalk();
    private long sink;

    @Test
    void ipv4PathAllocatesNothing() {
        assertAllocatesNothing(buffers(IPV4), this::ipv4);
    }

    @Test
    void ipv6PathAllocatesNothing() {
        assertAllocatesNothing(buffers(IPV6), this::ipv6);
    }

    private void ipv4(ByteBuffer buffer) {
        packet.attach(buffer, 40, buffer.limit() - 40, 40);
        int offset = packet.offset();
        sink += Ipv4Header.check(buffer, offset, packet.length()) == HeaderCheck.OK ? 1 : 0;
        sink += TransportPort.destinationSide(buffer, offset, packet.length());
        sink += TransportPort.sourceSide(buffer, offset, packet.length());
        sink += TransportPort.isIcmpError(buffer, offset, packet.length()) ? 1 : 0;
        sink += InternetChecksum.compute(buffer, offset, packet.length());
        Ipv4Header.decrementTtl(buffer, offset);
        Ipv4Header.setTypeOfService(buffer, offset, Ecn.egress(1, (int) sink & 3) & 3);
        sink += packet.prepend(40) ? 1 : 0;
        Ipv6Header.write(buffer, packet.offset(), 0x60000000, packet.length(), 4, 64, sink, 1, 2, 3);
        sink += packet.trimFront(40) && packet.truncate(20) ? 1 : 0;
    }

    private void ipv6(ByteBuffer buffer) {
        packet.attach(buffer, 40, buffer.limit() - 40, 40);
        int offset = packet.offset();
        sink += Ipv6Header.check(buffer, offset, packet.length()) == HeaderCheck.OK ? 1 : 0;
        boolean ok = walk.walk(buffer, offset) == Ipv6ExtensionWalk.Result.OK;
        sink += walk.payloadOffset() + walk.pointer();
        if (ok && walk.nextHeader() == ProtocolNumbers.FRAGMENT) {
            sink += walk.walkPastFragmentHeader(buffer) == Ipv6ExtensionWalk.Result.OK ? 1 : 0;
        }
        sink += InternetChecksum.computeIcmpv6(buffer, offset, offset + 40, packet.length() - 40);
    }

    private static void assertAllocatesNothing(ByteBuffer[] buffers, Consumer<ByteBuffer> path) {
        assertEquals(0, Allocation.least(() -> run(buffers, path)));
    }

    private static void run(ByteBuffer[] buffers, Consumer<ByteBuffer> path) {
        int next = 0;
        for (int i = 0; i < ROUNDS; i++) {
            path.accept(buffers[next]);
            next = next + 1 == buffers.length ? 0 : next + 1;
        }
    }

    /** Each packet after 40 octets of headroom, in a heap and in a direct buffer. */
    private static ByteBuffer[] buffers(List<String> packets) {
        ByteBuffer[] buffers = new ByteBuffer[2 * packets.size()];
        for (int i = 0; i < buffers.length; i++) {
            byte[] octets = Bytes.hex(packets.get(i / 2));
            int size = 40 + octets.length;
            buffers[i] = (i % 2 == 0 ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size)).put(40, octets);
        }
        return buffers;
    }
}
