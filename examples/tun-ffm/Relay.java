import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A border relay of Linux on JDK 22 or later, which opens its TUN device itself: {@code Relay DEVICE DOMAIN_FILE [THREADS]}.
 *
 * <p>Each thread has a queue of the device and a relay of its own, and no lock; all share the table. Linux gives the packets of one flow,
 * and all IPv4 fragments between two hosts, to one queue. Not so the tunnel packets of a CE with {@code fragmentation: outer}: Linux hashes
 * inner addresses of whole ones, and outer addresses of IPv6 fragments. With such CEs use one thread.
 */
public final class Relay implements Runnable {
    /** Tunnel header of 40 octets, Tunnel Encapsulation Limit and Fragment header of 8 each (RFC 2473, RFC 8200). */
    private static final int HEADROOM = 56;

    /** The longest IPv6 packet. A TUN device truncates a packet to the buffer without notice, so the buffer has this size. */
    private static final int MAX_PACKET = 65_575;

    /** Packets between two calls of {@code expire} while packets arrive without pause. */
    private static final int BATCH = 64;

    private static final int TIMER_MILLIS = 100;

    private final int queue;
    private final MemorySegment poll;
    private final BorderRelay node;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(HEADROOM + MAX_PACKET);
    private final ByteBuffer other = ByteBuffer.allocateDirect(MAX_PACKET); // for packets that are not in the buffer
    private final long bufferAddress = MemorySegment.ofBuffer(buffer).address();
    private final long otherAddress = MemorySegment.ofBuffer(other).address();

    private Relay(int queue, BorderRelay node) {
        this.queue = queue;
        poll = Tun.pollOf(queue);
        this.node = node;
    }

    public static void main(String[] arguments) {
        if (arguments.length < 2
                || arguments.length > 3
                || arguments.length == 3 && !arguments[2].matches("[1-9][0-9]?")) {
            end("wrong arguments; use Relay DEVICE DOMAIN_FILE [THREADS]");
        }
        Path file = Path.of(arguments[1]);
        int threads = arguments.length == 3 ? Integer.parseInt(arguments[2]) : 1;
        try {
            long version = file.toFile().lastModified();
            Published<RuleTable> table = Published.of(read(file));
            List<BorderRelay> nodes = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                BorderRelay node = BorderRelay.of(table);
                nodes.add(node);
                new Thread(new Relay(Tun.open(arguments[0]), node), "queue " + i).start();
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> printCounters(nodes)));
            System.out.println("ready: " + table.current());
            follow(file, version, table);
        } catch (IOException | MapConfigurationException e) {
            end(file + ": " + problem(e));
        }
    }

    private static void end(String problem) {
        System.err.println("Relay: " + problem);
        System.exit(2);
    }

    private static RuleTable read(Path file) throws IOException {
        return RuleTable.of(DomainFile.read(Files.readString(file)).requireDomains());
    }

    private static String problem(Exception e) {
        return e instanceof IOException ? "cannot be read; use a file of UTF-8 text" : e.getMessage();
    }

    /** The loop of a thread. */
    @Override
    public void run() {
        Packet packet = new Packet();
        while (Tun.await(poll, TIMER_MILLIS)) { // also returns if no packet arrives, so that fragments expire
            long now = System.nanoTime();
            while (node.expire(now)) {
                sendFurther(packet);
            }
            for (int i = 0; i < BATCH; i++) {
                int length = Tun.read(queue, bufferAddress + HEADROOM, MAX_PACKET);
                if (length <= 0) {
                    break;
                }
                Verdict verdict = node.receive(packet.attach(buffer, HEADROOM, length, HEADROOM), now);
                if (verdict.leaves()) {
                    send(packet);
                }
                sendFurther(packet);
            }
        }
        end("the device is gone");
    }

    /** Sends what the last call caused besides: fragments and ICMP errors. Without this, the next call discards them. */
    private void sendFurther(Packet packet) {
        while (node.next(packet.attach(other, 0, MAX_PACKET, 0))) {
            send(packet);
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private void send(Packet packet) {
        if (packet.isBorrowed()) { // in memory of the node, which may be an array of Java
            other.put(0, packet.buffer(), packet.offset(), packet.length());
            Tun.write(queue, otherAddress, packet.length());
        } else {
            long address = packet.buffer() == buffer ? bufferAddress : otherAddress;
            Tun.write(
                    queue, address + packet.offset(), packet.length()); // if the device refuses it, the packet is lost
        }
    }

    /** Publishes the file whenever it changes. */
    private static void follow(Path file, long first, Published<RuleTable> table) {
        long version = first;
        while (true) {
            try {
                Thread.sleep(TIMER_MILLIS);
                long current = file.toFile().lastModified();
                if (current != version) {
                    version = current;
                    table.publish(read(file));
                    System.out.println("new table: " + table.current());
                }
            } catch (IOException | MapConfigurationException e) {
                System.err.println("Relay: " + file + ", not in use: " + problem(e));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void printCounters(List<BorderRelay> nodes) {
        CounterSnapshot sum =
                CounterSnapshot.of(nodes.stream().map(Forwarder::counters).toList());
        for (Direction direction : Direction.values()) {
            for (Verdict verdict : Verdict.values()) {
                if (sum.packets(direction, verdict) > 0) {
                    System.out.println(direction + " " + verdict + " " + sum.packets(direction, verdict));
                }
            }
        }
    }

    /** The calls of Linux. Addresses are those of direct buffers, which outlive each call. */
    @SuppressWarnings("restricted")
    private static final class Tun {
        private static final int O_RDWR = 2;
        private static final int O_NONBLOCK = 0x800;
        private static final long TUNSETIFF = 0x400454caL; // linux/if_tun.h
        private static final short IFF_TUN_NO_PI_MULTI_QUEUE = 0x1101;
        private static final int INTERFACE_REQUEST_OCTETS = 40;
        private static final short POLLIN = 1;

        private static final MethodHandle OPEN = call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        private static final MethodHandle IOCTL = call(
                "ioctl",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(2));
        private static final MethodHandle POLL =
                call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        private static final MethodHandle READ =
                call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
        private static final MethodHandle WRITE =
                call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));

        private static MethodHandle call(String name, FunctionDescriptor type, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, options);
        }

        /** Opens a queue of a device, which is made if it does not exist. */
        static int open(String device) {
            try (Arena arena = Arena.ofConfined()) {
                int queue = (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), O_RDWR | O_NONBLOCK);
                MemorySegment request = arena.allocate(INTERFACE_REQUEST_OCTETS);
                request.setString(0, device.substring(0, Math.min(device.length(), 15)));
                request.set(JAVA_SHORT, 16, IFF_TUN_NO_PI_MULTI_QUEUE);
                if (queue < 0 || (int) IOCTL.invokeExact(queue, TUNSETIFF, request) < 0) {
                    end(device + " cannot be opened; use root, and a TUN device with multi_queue and a free queue");
                }
                return queue;
            } catch (Throwable e) {
                throw new AssertionError(e); // the calls throw nothing
            }
        }

        /** Returns a {@code struct pollfd}. */
        static MemorySegment pollOf(int queue) {
            MemorySegment poll = Arena.ofAuto().allocate(8, 4);
            poll.set(JAVA_INT, 0, queue);
            poll.set(JAVA_SHORT, 4, POLLIN);
            return poll;
        }

        /** Waits for packets; false if the device is gone. */
        static boolean await(MemorySegment poll, int timeoutMillis) {
            try {
                int ready = (int) POLL.invokeExact(poll, 1L, timeoutMillis);
                return ready <= 0 || (poll.get(JAVA_SHORT, 6) & ~POLLIN) == 0;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        /** Reads one packet; 0 or less if there is none. */
        static int read(int queue, long address, int octets) {
            try {
                return (int) (long) READ.invokeExact(queue, address, (long) octets);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        static void write(int queue, long address, int octets) {
            try {
                long written = (long) WRITE.invokeExact(queue, address, (long) octets);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }
}
