import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.wire.Packet;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A complete customer edge of Linux, with its NAPT: {@code Edge DOMAIN_FILE END_USER_PREFIX}, with a TUN device as file descriptor 0.
 *
 * <p>The device carries both families: Linux routes the IPv4 packets of the LAN and the MAP address of the CE to it, and routes what
 * the CE sends there. A change of the domain file takes effect within a second; sessions remain if the mapping is the same.
 */
public final class Edge {
    /** Tunnel header of 40 octets, Tunnel Encapsulation Limit and Fragment header of 8 each (RFC 2473, RFC 8200). */
    private static final int HEADROOM = 56;

    /** The longest IPv6 packet. A TUN device truncates a packet to the buffer without notice, so the buffer has this size. */
    private static final int MAX_PACKET = 65_575;

    private static final int TIMER_MILLIS = 100;

    private final CustomerEdge node;
    private final FileChannel in = new FileInputStream(FileDescriptor.in).getChannel();
    private final FileChannel out = new FileOutputStream(FileDescriptor.in).getChannel(); // the same device
    private final Packet further = new Packet();
    private final ByteBuffer furtherOctets = ByteBuffer.allocateDirect(MAX_PACKET);
    private long refused;

    private Edge(CustomerEdge node) {
        this.node = node;
    }

    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            end("wrong number of arguments; use tun.py DEVICE java ... Edge.java DOMAIN_FILE END_USER_PREFIX");
        }
        Path file = Path.of(arguments[0]);
        String prefix = arguments[1];
        try {
            long version = file.toFile().lastModified();
            Published<EdgeTable> table = Published.of(read(file, prefix));
            Edge edge = new Edge(CustomerEdge.of(table));
            Runtime.getRuntime().addShutdownHook(new Thread(edge::printCounters));
            Thread timer = new Thread(() -> edge.runTimer(file, prefix, version, table));
            timer.setDaemon(true);
            timer.start();
            CeMapping mapping = table.current().mapping();
            System.out.println("ready: " + mapping.mapAddress() + " is " + mapping.ipv4() + " with "
                    + mapping.portSet().size() + " ports");
            edge.forwardAll();
        } catch (IOException | MapConfigurationException e) {
            end(file + ": " + problem(e));
        }
    }

    private static void end(String problem) {
        System.err.println("Edge: " + problem);
        System.exit(2);
    }

    private static EdgeTable read(Path file, String prefix) throws IOException {
        ReadResult result = DomainFile.read(Files.readString(file));
        ConfiguredDomain domain = result.requireDomains().get(0);
        return EdgeTable.of(
                domain, prefix, DomainFile.napt(result, domain)); // the default options if the file has no napt
    }

    private static String problem(Exception e) {
        return e instanceof IOException ? "cannot be read; use a file of UTF-8 text" : e.getMessage();
    }

    private void forwardAll() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(HEADROOM + MAX_PACKET);
        Packet packet = new Packet();
        while (true) {
            buffer.clear().position(HEADROOM);
            int length = readOne(buffer);
            buffer.clear(); // the limit must be the capacity again; the position is ignored
            synchronized (this) { // a node serves one thread at a time
                Verdict verdict = node.receive(packet.attach(buffer, HEADROOM, length, HEADROOM), System.nanoTime());
                if (verdict.leaves()) { // all others are held, dropped or not for the CE
                    send(packet);
                }
                sendFurther();
            }
        }
    }

    /** Reads one packet: a TUN device never returns a part of one, nor two. */
    private int readOne(ByteBuffer buffer) {
        int length = -1;
        try {
            length = in.read(buffer);
        } catch (IOException e) { // as the end of a file
        }
        if (length < 0) {
            end("file descriptor 0 cannot be read; use tun.py, with a device that is up");
        }
        return length;
    }

    /** Sends what the last call caused besides: fragments, ICMP errors and RSTs. Without this, the next call discards them. */
    private void sendFurther() {
        while (node.next(further.attach(furtherOctets, 0, MAX_PACKET, 0))) {
            send(further);
        }
    }

    /** Sends a packet from where it is: here, or in memory of the node, valid until its next call ({@link Packet#isBorrowed}). */
    private void send(Packet packet) {
        ByteBuffer octets = packet.buffer().duplicate(); // a packet's own buffer keeps its limit
        octets.limit(packet.end()).position(packet.offset());
        try {
            out.write(octets);
        } catch (IOException e) {
            refused++; // the device is down: the packet is lost, as on any link
        }
    }

    /** Ends sessions and discards fragments whose time is over, also while no packet arrives, and publishes a changed file. */
    private void runTimer(Path file, String prefix, long first, Published<EdgeTable> table) {
        long version = first;
        while (true) {
            try {
                Thread.sleep(TIMER_MILLIS);
                synchronized (this) {
                    while (node.expire(System.nanoTime())) {
                        sendFurther();
                    }
                }
                long current = file.toFile().lastModified();
                if (current != version) {
                    version = current;
                    table.publish(read(file, prefix)); // compiled here, adopted by the node at its next packet
                    System.out.println("new table: " + table.current());
                }
            } catch (IOException | MapConfigurationException e) {
                System.err.println("Edge: " + file + ", not in use: " + problem(e));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void printCounters() {
        for (Direction direction : Direction.values()) {
            for (Verdict verdict : Verdict.values()) {
                long packets = node.counters().packets(direction, verdict);
                if (packets > 0) {
                    System.out.println(direction + " " + verdict + " " + packets);
                }
            }
        }
        System.out.println("refused by the device " + refused);
    }
}
