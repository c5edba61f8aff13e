package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Both reassemblers, over arrays, with canaries around each fragment. */
final class ReassemblerHarness {
    static final long KEY0 = 0x0123456789abcdefL;
    static final long KEY1 = 0xfedcba9876543210L;
    private static final int ROOM = 64;

    final Ipv4Reassembler ipv4;
    final Ipv6Reassembler ipv6;
    final Packet window = new Packet();
    private final FragmentSource source = new FragmentSource();
    private final int domains;
    private int kind;

    /** The packet that the last fragment completed, else that fragment. */
    byte[] packet = {};

    ReassemblerHarness(ReassemblyLimits limits) {
        this(List.of(limits));
    }

    /** With the limits of several domains; the source address determines the domain. */
    ReassemblerHarness(List<ReassemblyLimits> limits) {
        domains = limits.size();
        ipv4 = new Ipv4Reassembler(limits, KEY0, KEY1, null);
        ipv6 = new Ipv6Reassembler(limits, KEY0, KEY1, null);
    }

    private FragmentSource source(byte[] fragment, int at, int octets) {
        if (fragment.length < at + octets) {
            return source.set(0, 0, 0); // never inspected
        }
        ByteBuffer buffer = ByteBuffer.wrap(fragment);
        long scope = octets == 16 ? buffer.getLong(at) : 0;
        long number = octets == 16 ? buffer.getLong(at + 8) : buffer.getInt(at);
        return source.set((fragment[15] & 1) % domains, scope, number);
    }

    FragmentResult ipv6(byte[] fragment, long now) {
        return ipv6(fragment, 40, now);
    }

    FragmentResult ipv6(byte[] fragment, int fragmentHeader, long now) {
        GuardedOctets place = GuardedOctets.of(fragment, kind++);
        window.attach(place.buffer(), place.offset(), place.length(), 0);
        FragmentResult result = ipv6.add(window, place.offset() + fragmentHeader, source(fragment, 8, 16), now);
        return checked(result, place);
    }

    FragmentResult ipv4(byte[] fragment, long now) {
        GuardedOctets place = GuardedOctets.of(fragment, kind++);
        window.attach(place.buffer(), place.offset(), place.length(), 0);
        return checked(ipv4.add(window, source(fragment, 12, 4), now), place);
    }

    @SuppressWarnings("ReferenceEquality") // same memory
    private FragmentResult checked(FragmentResult result, GuardedOctets place) {
        packet = octets(window);
        if (result != FragmentResult.COMPLETE) {
            assertEquals(place.offset(), window.offset());
            assertEquals(place.length(), window.length());
            place.assertUntouched();
        } else if (window.buffer() != place.buffer()) {
            assertTrue(window.headroom() >= ROOM, "headroom");
            assertTrue(window.prepend(ROOM));
            window.buffer()
                    .put(window.offset(), GuardedOctets.canaries(ROOM + packet.length)); // the owner may overwrite it
            place.assertUntouched();
        }
        return result;
    }

    static byte[] octets(Packet window) {
        byte[] octets = new byte[window.length()];
        window.buffer().get(window.offset(), octets);
        return octets;
    }

    /** Expires all datagrams that are over: the first fragment of each, an empty array if it is missing. */
    List<byte[]> expireIpv6(long now) {
        List<byte[]> expired = new ArrayList<>();
        while (ipv6.expire(now)) {
            expired.add(ipv6.expiredFirst(window) ? octets(window) : new byte[0]);
        }
        return expired;
    }

    List<byte[]> expireIpv4(long now) {
        List<byte[]> expired = new ArrayList<>();
        while (ipv4.expire(now)) {
            expired.add(ipv4.expiredFirst(window) ? octets(window) : new byte[0]);
        }
        return expired;
    }

    void assertReassembled(byte[] expected) {
        assertArrayEquals(expected, packet);
    }
}
