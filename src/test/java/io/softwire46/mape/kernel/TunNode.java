package io.softwire46.mape.kernel;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptStatistics;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.wire.Packet;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A BR, or a complete CE, between two TUN devices of Linux: {@code br DOMAIN_FILE [OTHER_DOMAIN_FILE]} or {@code ce DOMAIN_FILE
 * END_USER_PREFIX}.
 *
 * <p>File descriptor 0 is the device of the IPv4 side, descriptor 1 that of the IPv6 side, as {@code tun.py} opens them. Route what
 * the node forwards to these devices: at a CE the IPv4 default route of the LAN and the IPv6 route of its MAP address, at a BR the
 * IPv4 prefixes of the rules and the IPv6 address of the BR.
 *
 * <p>Descriptor 3 is a control pipe: the node prints its counters for each line feed, and again before it exits at the end of the
 * pipe or by a signal. Counters are one line of JSON on standard error, without those that are 0. For each {@code p}, a BR starts or
 * stops to publish new tables, one each 100 ms, of the other file and the first one in turn.
 *
 * <p>One thread per device reads packets. A lock holds them apart, since a node serves one thread at a time.
 */
final class TunNode {
    /** Octets before a packet: tunnel header, encapsulation limit and fragment header. */
    private static final int HEADROOM = 64;

    /** No IP packet without jumbogram is longer. */
    private static final int MAX_PACKET = 65_575;

    private static final int EXPIRE_MILLIS = 100;

    private final Forwarder node;
    private final Device ipv4Side;
    private final Device ipv6Side;
    private final Packet further = new Packet();
    private final ByteBuffer furtherOctets = ByteBuffer.allocateDirect(MAX_PACKET);
    private final @Nullable NewTables newTables;
    private long refusedByDevice;

    private TunNode(Forwarder node, @Nullable NewTables newTables, Device ipv4Side, Device ipv6Side) {
        this.node = node;
        this.newTables = newTables;
        this.ipv4Side = ipv4Side;
        this.ipv6Side = ipv6Side;
    }

    /** A TUN device: each read returns one packet, each write sends one. */
    private record Device(FileChannel in, FileChannel out) {
        /** Reads and writes the same descriptor, whatever its number is otherwise for. */
        static Device of(FileDescriptor descriptor) {
            return new Device(
                    new FileInputStream(descriptor).getChannel(), new FileOutputStream(descriptor).getChannel());
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        TunNode node = of(arguments, Device.of(FileDescriptor.in), Device.of(FileDescriptor.out));
        Runtime.getRuntime().addShutdownHook(new Thread(node::printCounters));
        start("ipv4", () -> node.forwardAll(node.ipv4Side));
        start("ipv6", () -> node.forwardAll(node.ipv6Side));
        start("expire", node::expireAll);
        System.err.println("ready");
        try (InputStream control = Files.newInputStream(Path.of("/proc/self/fd/3"))) {
            for (int octet = control.read(); octet >= 0; octet = control.read()) {
                if (octet == 'p' && node.newTables != null) {
                    node.newTables.toggle();
                } else {
                    node.printCounters();
                }
            }
        }
        System.exit(0);
    }

    private static TunNode of(String[] arguments, Device ipv4Side, Device ipv6Side) throws IOException {
        ReadResult file = DomainFile.read(Files.readString(Path.of(arguments[1])));
        List<ConfiguredDomain> domains = file.requireDomains();
        switch (arguments[0]) {
            case "br" -> {
                Published<RuleTable> published = Published.of(RuleTable.of(domains));
                BorderRelay relay = BorderRelay.of(published);
                NewTables newTables = arguments.length < 3
                        ? null
                        : new NewTables(
                                relay,
                                published,
                                List.of(
                                        DomainFile.read(Files.readString(Path.of(arguments[2])))
                                                .requireDomains(),
                                        domains));
                return new TunNode(relay, newTables, ipv4Side, ipv6Side);
            }
            case "ce" -> {
                ConfiguredDomain domain = domains.get(0);
                return new TunNode(
                        CustomerEdge.of(
                                Published.of(EdgeTable.of(domain, arguments[2], DomainFile.napt(file, domain)))),
                        null,
                        ipv4Side,
                        ipv6Side);
            }
            default -> throw new IllegalArgumentException("unknown role " + arguments[0] + "; use br or ce");
        }
    }

    /** Publishes tables of several configurations in turn, while packets are forwarded. */
    private static final class NewTables {
        private final BorderRelay relay;
        private final Published<RuleTable> published;
        private final List<List<ConfiguredDomain>> configurations;
        private volatile boolean isPublishing;
        private int turn;
        private long inForceCount;

        NewTables(BorderRelay relay, Published<RuleTable> published, List<List<ConfiguredDomain>> configurations) {
            this.relay = relay;
            this.published = published;
            this.configurations = configurations;
        }

        void toggle() {
            isPublishing = !isPublishing;
        }

        /** Compiles and publishes the next table, after a look whether the relay forwards by the one before. */
        void publishNext() {
            if (isPublishing) {
                inForceCount += relay.rules().equals(published.current().rules()) && turn > 0 ? 1 : 0;
                published.publish(RuleTable.of(configurations.get(turn++ % configurations.size())));
            }
        }
    }

    /** A task that runs until the process ends. */
    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        e.printStackTrace();
                        System.exit(1);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void forwardAll(Device from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(HEADROOM + MAX_PACKET);
        Packet packet = new Packet();
        while (true) {
            int length = from.in.read(buffer.clear().position(HEADROOM));
            if (length < 0) {
                throw new IOException("the device was removed");
            }
            buffer.clear();
            synchronized (this) {
                Verdict verdict = node.receive(packet.attach(buffer, HEADROOM, length, HEADROOM), System.nanoTime());
                if (verdict.leaves()) {
                    send(packet);
                }
                sendFurther();
            }
        }
    }

    /** Ends what is over: fragments that wait for others, and sessions. Publishes new tables. */
    private void expireAll() throws InterruptedException {
        while (true) {
            Thread.sleep(EXPIRE_MILLIS);
            if (newTables != null) {
                newTables.publishNext();
            }
            synchronized (this) {
                while (node.expire(System.nanoTime())) {
                    sendFurther();
                }
            }
        }
    }

    /** Sends what the last call caused in addition: fragments, ICMP errors, RSTs. */
    private void sendFurther() {
        while (node.next(further.attach(furtherOctets, 0, MAX_PACKET, 0))) {
            send(further);
        }
    }

    private void send(Packet packet) {
        Device to = packet.ipVersion() == 4 ? ipv4Side : ipv6Side;
        ByteBuffer octets = packet.buffer().duplicate();
        octets.limit(packet.end()).position(packet.offset());
        try {
            to.out.write(octets);
        } catch (IOException e) {
            refusedByDevice++; // the device is down, or refuses the packet: lost, as on any link
        }
    }

    private synchronized void printCounters() {
        Map<String, Long> counters = new TreeMap<>();
        for (Direction direction : Direction.values()) {
            for (Verdict verdict : Verdict.values()) {
                counters.put(direction + "." + verdict, node.counters().packets(direction, verdict));
            }
            counters.put(direction + ".FORWARDED.octets", node.counters().octets(direction, Verdict.FORWARDED));
            counters.put(direction + ".arrived", node.counters().snapshot().arrivedPackets(direction));
            counters.put(
                    direction + ".arrived.octets", node.counters().snapshot().arrivedOctets(direction));
        }
        for (Event event : Event.values()) {
            counters.put("event." + event, node.counters().packets(event));
        }
        if (node instanceof CustomerEdge edge) {
            edge.napt().map(Napt44::statistics).ifPresent(napt -> addNapt(counters, napt));
        }
        if (newTables != null) {
            counters.put("tables.published", (long) newTables.turn);
            counters.put("tables.inForce", newTables.inForceCount);
        }
        counters.put("device.refused", refusedByDevice);
        counters.values().removeIf(value -> value == 0);
        StringBuilder line = new StringBuilder("{");
        counters.forEach((name, value) -> line.append(line.length() > 1 ? "," : "")
                .append('"' + name + "\":")
                .append(value));
        System.err.println(line.append('}'));
    }

    private static void addNapt(Map<String, Long> counters, NaptStatistics napt) {
        for (NaptStatistics.Direction direction : NaptStatistics.Direction.values()) {
            for (NaptResult result : NaptResult.values()) {
                counters.put("napt." + direction + "." + result, napt.packets(direction, result));
            }
        }
        for (NaptStatistics.Event event : NaptStatistics.Event.values()) {
            counters.put("napt.event." + event, napt.count(event));
        }
        for (NaptStatistics.Gauge gauge : NaptStatistics.Gauge.values()) {
            counters.put("napt.gauge." + gauge, napt.get(gauge));
        }
    }
}
