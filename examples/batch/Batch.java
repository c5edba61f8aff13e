import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;

/**
 * A border relay on the rings of a device: frames in one buffer, descriptors in and out, as AF_XDP and DPDK have them. The device is
 * simulated; {@link #run} is the loop of a thread.
 */
public final class Batch {
    private static final int BATCH = 64;

    /** Octets of a frame that are free before the packet: tunnel header and, if used, two extension headers (40 + 8 + 8). */
    private static final int HEADROOM = 64;

    private final BorderRelay relay; // each thread has its own; all share the RuleTable
    private final Device device;
    private final PacketBatch batch;
    private final int[] offsets = new int[BATCH];
    private final int[] lengths = new int[BATCH];
    private final Packet window = new Packet();
    private int lost;

    private Batch(RuleTable table, Device device) {
        relay = BorderRelay.of(table);
        this.device = device;
        batch = new PacketBatch(device.frames, BATCH);
    }

    public static void main(String[] arguments) {
        MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        MapDomain domain = MapDomain.of("example", RuleSet.of(rule), "2001:db8:ffff::1");
        Device device = new Device();
        Batch batch = new Batch(RuleTable.of(new ConfiguredDomain(domain, ForwardingOptions.defaults())), device);
        while (device.hasMore()) {
            batch.run();
        }
        batch.print();
    }

    /** One turn of the loop: receives up to 64 packets, and sends what comes of them. */
    private void run() {
        long now = System.nanoTime(); // once per batch
        while (relay.expire(
                now)) { // also in turns without packets: fragments whose time is over, with an error to send
            sendFurther();
        }
        int count = device.receive(offsets, lengths);
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.add(offsets[i], lengths[i], HEADROOM);
        }
        for (int from = 0; from < count; ) {
            int to = relay.fromIpv4(
                    batch, from, now); // ends after a packet with further output, or one in the relay's memory
            for (int i = from; i < to; i++) {
                if (batch.isElsewhere(i)) { // e.g. a released fragment: copy it before the next call
                    sendCopy(batch.attach(i, window));
                    device.release(offsets[i]);
                } else if (Verdict.of(batch.outcome(i)).leaves()) {
                    device.send(batch.offset(i), batch.length(i)); // the window has moved into the headroom
                } else {
                    device.release(offsets[i]);
                }
            }
            sendFurther();
            from = to;
        }
    }

    /** Sends fragments and ICMP errors that the last call caused, each in a frame of its own. */
    private void sendFurther() {
        while (relay.nextOctets() > 0) {
            int frame = device.take(relay.nextOctets());
            if (frame == Device.NO_FRAME) {
                lost++;
                return; // the next call of the relay discards the rest
            }
            relay.next(window.attach(device.frames, frame, Device.FRAME, 0));
            device.send(window.offset(), window.length());
        }
    }

    private void sendCopy(Packet packet) {
        int frame = device.take(packet.length());
        if (frame == Device.NO_FRAME) {
            lost++;
            return;
        }
        device.frames.put(frame, packet.buffer(), packet.offset(), packet.length());
        device.send(frame, packet.length());
    }

    private void print() {
        for (Verdict verdict : Verdict.values()) {
            long packets = relay.counters().packets(Direction.V4_TO_V6, verdict);
            if (packets > 0) {
                System.out.println(verdict + " " + packets);
            }
        }
        System.out.println("received " + device.received + ", sent IPv6 " + device.sentIpv6 + ", sent IPv4 "
                + device.sentIpv4 + ", lost " + lost + ", frames free " + device.recycle() + " of " + Device.FRAMES);
    }

    /** Frames and rings in memory. */
    private static final class Device {
        static final int FRAMES = 256;
        static final int FRAME = 2048;
        static final int NO_FRAME = -1;

        final ByteBuffer frames = ByteBuffer.allocateDirect(FRAMES * FRAME);
        private final int[] free = new int[FRAMES];
        private final int[] done = new int[FRAMES]; // sent or released
        private int freeCount;
        private int doneCount;
        private int received;
        private int sentIpv6;
        private int sentIpv4;

        Device() {
            for (int i = 0; i < FRAMES; i++) {
                free[freeCount++] = i * FRAME;
            }
        }

        boolean hasMore() {
            return received < Traffic.PACKETS;
        }

        /** Takes back the frames of the last turn, fills in descriptors, and returns their number. */
        int receive(int[] offsets, int[] lengths) {
            recycle();
            int count = 0;
            while (count < offsets.length && hasMore()) {
                offsets[count] = take(0) + HEADROOM;
                lengths[count] = Traffic.write(frames, offsets[count], received++);
                count++;
            }
            return count;
        }

        /**
         * Frames are free for others only here, between two turns: further packets of the relay are made from the octets of the last
         * packet, even if that was dropped or sent.
         */
        int recycle() {
            while (doneCount > 0) {
                free[freeCount++] = done[--doneCount];
            }
            return freeCount;
        }

        /** Returns the offset of a free frame; {@link #NO_FRAME} if there is none, or none that is long enough. */
        int take(int octets) {
            return octets > FRAME || freeCount == 0 ? NO_FRAME : free[--freeCount];
        }

        void release(int offset) {
            done[doneCount++] = offset / FRAME * FRAME; // the packet has moved, its frame has not
        }

        void send(int offset, int length) {
            if (frames.get(offset) >>> 4 == 6) {
                sentIpv6++;
            } else {
                sentIpv4++;
            }
            release(offset);
        }
    }

    /** What the device receives, from 203.0.113.9 to 192.0.2.18. */
    private static final class Traffic {
        static final int PACKETS = 65_536 + 4;

        /** Writes a packet and returns its octets. */
        static int write(ByteBuffer frame, int at, int number) {
            if (number < 65_536) { // one for each port
                return write(frame, at, Ipv4Header.DONT_FRAGMENT, number, 32);
            }
            return switch (number - 65_536) {
                case 0 -> write(frame, at, 4, 0, 32); // the last fragment of a datagram, at octet 32
                case 1 -> write(frame, at, Ipv4Header.MORE_FRAGMENTS, 1232, 32); // the first one
                case 2 -> write(frame, at, Ipv4Header.DONT_FRAGMENT, 1232, 1480); // too big for a tunnel of 1500 octets
                default -> write(frame, at, 0, 1232, 1480); // that may be fragmented
            };
        }

        private static int write(ByteBuffer frame, int at, int flagsFragmentOffset, int port, int dataOctets) {
            Ipv4Header.write(frame, at, 0, 20 + dataOctets, 7, flagsFragmentOffset, 64, 17, 0xcb007109, 0xc0000212);
            boolean isFragment = Ipv4Header.isFragment(frame, at);
            frame.putInt(at + 20, 53 << 16 | port);
            frame.putInt(at + 24, (isFragment ? 64 : dataOctets) << 16); // without UDP checksum
            return 20 + dataOctets;
        }
    }
}
