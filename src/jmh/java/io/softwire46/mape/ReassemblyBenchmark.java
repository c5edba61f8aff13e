package io.softwire46.mape;

import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.fragment.FragmentResult;
import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.fragment.Ipv4Reassembler;
import io.softwire46.mape.fragment.Ipv6Fragmenter;
import io.softwire46.mape.fragment.Ipv6Reassembler;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Fragments that are reassembled, and fragments that are forwarded by the port of their first fragment, with the copy of their
 * payload as floor. Datagrams have different sources and identifications. "paired" has the fragments of a datagram in sequence;
 * "apart" has the first fragments of all 64 datagrams, then the second ones.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReassemblyBenchmark {
    private static final int DATAGRAMS = 64;
    private static final int SLOT = 2048;
    private static final int AT = 64;
    private static final int IPV4_OCTETS = 1500;
    private static final int LARGE = 65535;
    private static final int LARGE_FRAGMENTS = 46;

    @Param({"heap", "direct"})
    String memory;

    @Param({"paired", "apart"})
    String order;

    private final Packet packet = new Packet();
    private final Ipv6Reassembler ipv6 =
            new Ipv6Reassembler(ReassemblyLimits.ipv6(), 0x0123456789abcdefL, 0xfedcba9876543210L);
    private final Ipv4Reassembler ipv4 =
            new Ipv4Reassembler(ReassemblyLimits.ipv4(), 0x0123456789abcdefL, 0xfedcba9876543210L);
    private final FragmentPortCache cache =
            new FragmentPortCache(ReassemblyLimits.ipv4(), 0x0123456789abcdefL, 0xfedcba9876543210L);

    /** Two slots for each datagram. */
    private Ring ring6;

    private Ring ring4;
    private Ring large;
    private ByteBuffer copies;

    /** Fragments in slots, and the order in which they are passed. */
    private static final class Ring {
        final ByteBuffer buffer;
        final int[] lengths;
        final int[] slots;
        int count;

        Ring(ByteBuffer buffer, int slots) {
            this.buffer = buffer;
            lengths = new int[slots];
            this.slots = new int[slots];
        }

        Packet place(Packet place) {
            return place.attach(buffer, count * SLOT + AT, SLOT - AT, AT);
        }

        void add(int length) {
            lengths[count] = length;
            slots[count] = count;
            count++;
        }

        void apart(int datagrams) {
            int each = count / datagrams;
            for (int i = 0; i < count; i++) {
                slots[i] = i % datagrams * each + i / datagrams;
            }
        }

        Packet attach(Packet packet, int i) {
            int slot = slots[i];
            return packet.attach(buffer, slot * SLOT + AT, lengths[slot], AT);
        }
    }

    private ByteBuffer allocate(int octets) {
        return memory.equals("heap") ? ByteBuffer.allocate(octets) : ByteBuffer.allocateDirect(octets);
    }

    @Setup
    public void prepare() {
        ring6 = new Ring(allocate((2 * DATAGRAMS + 1) * SLOT), 2 * DATAGRAMS);
        ring4 = new Ring(allocate((2 * DATAGRAMS + 1) * SLOT), 2 * DATAGRAMS);
        large = new Ring(allocate((LARGE_FRAGMENTS + 1) * SLOT), LARGE_FRAGMENTS);
        copies = allocate(2 * DATAGRAMS * SLOT);
        ByteBuffer source = ByteBuffer.allocate(40 + LARGE);
        Packet place = new Packet();
        Ipv6Fragmenter cut6 = new Ipv6Fragmenter();
        Ipv4Fragmenter cut4 = new Ipv4Fragmenter();
        for (int i = 0; i < DATAGRAMS; i++) {
            write(source, i, IPV4_OCTETS);
            cut6.start(packet.attach(source, 0, 40 + IPV4_OCTETS, 0), 1500, i * 77);
            while (cut6.next(ring6.place(place))) {
                ring6.add(place.length());
            }
            cut4.start(packet.attach(source, 40, IPV4_OCTETS, 0), 1460, false);
            while (cut4.next(ring4.place(place))) {
                ring4.add(place.length());
            }
        }
        write(source, 1, LARGE);
        cut6.start(packet.attach(source, 0, 40 + LARGE, 0), 1500, 1);
        while (cut6.next(large.place(place))) {
            large.add(place.length());
        }
        if (order.equals("apart")) {
            ring6.apart(DATAGRAMS);
            ring4.apart(DATAGRAMS);
        }
    }

    private static void write(ByteBuffer source, int number, int octets) {
        long ce = 0x20010db800120000L + (number << 8);
        Ipv6Header.write(source, 0, 0x60000000, octets, ProtocolNumbers.IPV4, 64, ce, number, 0x20010db8ffff0000L, 1);
        Ipv4Header.write(
                source, 40, 0, octets, number * 91, 0, 64, ProtocolNumbers.UDP, 0xc0000200 + number, 0x01020304);
    }

    /** The payload of a 1500-octet packet, that of both fragments. */
    @Benchmark
    @OperationsPerInvocation(DATAGRAMS)
    public int copyFloor() {
        for (int i = 0; i < ring6.count; i++) {
            int slot = ring6.slots[i];
            copies.put(slot * SLOT + 256, ring6.buffer, slot * SLOT + AT + 48, ring6.lengths[slot] - 48);
        }
        return copies.get(1000);
    }

    /** The payload of a packet of 65535 octets, that of 46 fragments. */
    @Benchmark
    public int copyFloorLarge() {
        int at = 0;
        for (int i = 0; i < large.count; i++) {
            copies.put(at, large.buffer, i * SLOT + AT + 48, large.lengths[i] - 48);
            at += large.lengths[i] - 48;
        }
        return copies.get(1000);
    }

    /** Two fragments of a tunnel packet that carries 1500 octets of IPv4. */
    @Benchmark
    @OperationsPerInvocation(DATAGRAMS)
    public int joinIpv6() {
        int reassembled = 0;
        for (int i = 0; i < ring6.count; i++) {
            ring6.attach(packet, i);
            if (ipv6.add(packet, packet.offset() + Ipv6Header.OCTETS, i) == FragmentResult.COMPLETE) {
                reassembled += packet.length();
            }
        }
        return check(reassembled, DATAGRAMS * (40 + IPV4_OCTETS));
    }

    /** Two fragments of an IPv4 packet of 1500 octets. */
    @Benchmark
    @OperationsPerInvocation(DATAGRAMS)
    public int joinIpv4() {
        int reassembled = 0;
        for (int i = 0; i < ring4.count; i++) {
            if (ipv4.add(ring4.attach(packet, i), i) == FragmentResult.COMPLETE) {
                reassembled += packet.length();
            }
        }
        return check(reassembled, DATAGRAMS * IPV4_OCTETS);
    }

    /** 46 fragments of a tunnel packet that carries 65535 octets. */
    @Benchmark
    public int joinLarge() {
        int reassembled = 0;
        for (int i = 0; i < large.count; i++) {
            large.attach(packet, i);
            if (ipv6.add(packet, packet.offset() + Ipv6Header.OCTETS, i) == FragmentResult.COMPLETE) {
                reassembled += packet.length();
            }
        }
        return check(reassembled, 40 + LARGE);
    }

    /** A fragment whose port is looked up, first and later ones alternately. */
    @Benchmark
    @OperationsPerInvocation(2 * DATAGRAMS)
    public int portCache() {
        int known = 0;
        for (int i = 0; i < ring4.count; i++) {
            ring4.attach(packet, i);
            ByteBuffer buffer = packet.buffer();
            int at = packet.offset();
            FragmentResult result = Ipv4Header.isFirstFragment(buffer, at)
                    ? cache.first(packet, at, buffer.getShort(at + 22) & 0xffff, i)
                    : cache.later(packet, at, i);
            if (result == FragmentResult.PORT_KNOWN) {
                known += 1;
            }
        }
        return check(known, 2 * DATAGRAMS);
    }

    private static int check(int value, int expected) {
        if (value != expected) {
            throw new IllegalStateException(value + " instead of " + expected);
        }
        return value;
    }
}
