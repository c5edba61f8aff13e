package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Tables are published thousands of times while two threads forward. Eight tables differ in address, hop limit, traffic class,
 * encapsulation limit, MTU and the source of errors. All output for one packet must be of one table, including fragments that are
 * fetched later.
 */
class PublishedRaceTest {
    private static final int TABLES = 8;
    private static final int THREADS = 2;
    private static final int PUBLICATIONS = 5_000;
    private static final int SWITCHES = 50;
    private static final IPv6Address PREFIX = Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12:3400::/56");

    private static ConfiguredDomain domain(int number) {
        ForwardingOptions options = OPTIONS.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER)
                .with(ForwardingOption.HOP_LIMIT, 10 + number)
                .with(ForwardingOption.TRAFFIC_CLASS, number)
                .with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(number))
                .with(ForwardingOption.MTU_V6, 1280 + 8 * number)
                .with(ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(0xc0000008 + number))
                .with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 1_000_000)
                .with(ForwardingOption.ICMP_ERROR_BURST, 1_000_000);
        return Nodes.domain(options, "2001:db8:ffff::" + (1 + number), RULE);
    }

    @Test
    void borderRelays() {
        List<RuleTable> tables = IntStream.range(0, TABLES)
                .mapToObj(number -> RuleTable.of(domain(number)))
                .toList();
        Published<RuleTable> published = Published.of(tables.get(0));
        race(published, tables, () -> BorderRelay.of(published), HOST, CE_ADDRESS, 8);
    }

    @Test
    void customerEdges() {
        List<EdgeTable> tables = IntStream.range(0, TABLES)
                .mapToObj(number -> EdgeTable.of(domain(number), PREFIX))
                .toList();
        Published<EdgeTable> published = Published.of(tables.get(0));
        race(published, tables, () -> CustomerEdge.of(published), CE_ADDRESS, HOST, 24);
    }

    /** Publishes tables in turn until each thread has switched tables a number of times. */
    private static <T> void race(
            Published<T> published, List<T> tables, Supplier<Forwarder> nodes, String from, String to, int relayAt) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger[] switches = IntStream.range(0, THREADS)
                .mapToObj(context -> new AtomicInteger())
                .toArray(AtomicInteger[]::new);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> threads = new ArrayList<>();
            for (AtomicInteger count : switches) {
                threads.add(pool.submit(() -> new ForwardingContext(nodes.get(), from, to, relayAt).run(over, count)));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            for (int i = 1; i < PUBLICATIONS || !enough(switches); i++) {
                published.publish(tables.get(i % TABLES));
                if (i % 1024 == 0) {
                    assertTrue(System.nanoTime() < deadline, "threads do not see new tables");
                    if (threads.stream().anyMatch(Future::isDone)) {
                        break; // the thread has failed
                    }
                }
            }
            over.set(true);
            for (Future<Integer> context : threads) {
                assertTrue(context.get(30, TimeUnit.SECONDS) > SWITCHES, "packets");
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a thread", e.getCause());
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
    }

    private static boolean enough(AtomicInteger[] switches) {
        for (AtomicInteger count : switches) {
            if (count.get() < SWITCHES) {
                return false;
            }
        }
        return true;
    }

    /** One thread with its node, its packets and its windows. */
    private static final class ForwardingContext {
        private static final int HEADROOM = 48;

        private final Forwarder node;
        private final int relayAt; // in place of the BR address of the tunnel header
        private final byte[] big;
        private final byte[] last;
        private final ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + 3028);
        private final ByteBuffer place = ByteBuffer.allocate(2000);
        private final Packet packet = new Packet();
        private final Packet pulled = new Packet();

        ForwardingContext(Forwarder node, String from, String to, int relayAt) {
            this.node = node;
            this.relayAt = relayAt;
            big = ipv4(from, to).udp(CE_PORT, CE_PORT, 3000).octets();
            last = ipv4(from, to).timeToLive(1).udp(CE_PORT, CE_PORT).octets();
        }

        int run(AtomicBoolean over, AtomicInteger switches) {
            int packets = 0;
            int before = 0;
            while (!over.get()) {
                int table = forwardBig();
                if (table != before) {
                    before = table;
                    switches.incrementAndGet();
                }
                lastErrors();
                packets += 2;
            }
            return packets;
        }

        private void give(byte[] octets) {
            buffer.put(HEADROOM, octets);
            packet.attach(buffer, HEADROOM, octets.length, HEADROOM);
        }

        /** Asserts that 3028 octets arrive in fragments, each in a tunnel packet of the same table, and returns the table. */
        private int forwardBig() {
            give(big);
            assertEquals(Verdict.FORWARDED, node.fromIpv4(packet, 0));
            int table = tableOf(buffer, packet.offset(), packet.length(), false);
            int octets = packet.length() - 68;
            while (node.nextOctets() > 0) {
                boolean isLast = octets + node.nextOctets() - 68 == 3008;
                assertTrue(node.next(pulled.attach(place, 0, 2000, 0)));
                assertEquals(table, tableOf(place, pulled.offset(), pulled.length(), isLast), "of another table");
                octets += pulled.length() - 68;
            }
            assertEquals(3008, octets, "all parts");
            return table;
        }

        /** The table of a tunnel packet: all fields must identify the same one. */
        private int tableOf(ByteBuffer octets, int at, int length, boolean isLast) {
            int table = octets.get(at + 7) - 10;
            assertEquals(0x60000000 | table << 22, octets.getInt(at), "traffic class");
            assertEquals(0x04000401, octets.getInt(at + 40), "option");
            assertEquals(table, octets.get(at + 44), "encapsulation limit");
            assertEquals(0x20010db8_ffff0000L, octets.getLong(at + relayAt), "BR address");
            assertEquals(1 + table, octets.getLong(at + relayAt + 8), "BR address");
            int data = (1280 + 8 * table - 68) / 8 * 8;
            assertTrue(isLast || length == 68 + data, () -> "a part of " + length + " octets");
            return table;
        }

        /** An error, whose source must be that of a table. */
        private void lastErrors() {
            give(last);
            assertEquals(Verdict.DROP_TTL_EXPIRED, node.fromIpv4(packet, 0));
            assertTrue(node.next(pulled.attach(place, 0, 2000, 0)));
            byte[] error = new byte[pulled.length()];
            place.get(0, error);
            assertEquals(0xc0000008, Bytes.int32(error, 12) & ~7);
            assertEquals(0, Bytes.checksum(Bytes.part(error, 0, 20)));
        }
    }
}
