import com.sun.net.httpserver.HttpServer;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Counters.FragmentCounters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptStatistics;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Counters as text for Prometheus (exposition format 0.0.4): {@code Metrics} prints those of a BR with two threads and of a complete CE
 * after some packets, {@code Metrics PORT} serves them at {@code http://127.0.0.1:PORT/metrics}.
 *
 * <p>A scrape needs no lock: counters may be read from any thread, and never decrease.
 */
public final class Metrics {
    private final StringBuilder text = new StringBuilder();

    public static void main(String[] arguments) {
        var rules = RuleSet.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16));
        var domain =
                new ConfiguredDomain(MapDomain.of("example", rules, "2001:db8:ffff::1"), ForwardingOptions.defaults());
        RuleTable table = RuleTable.of(domain);
        List<BorderRelay> relays = List.of(BorderRelay.of(table), BorderRelay.of(table)); // one per thread
        CustomerEdge edge =
                CustomerEdge.of(Published.of(EdgeTable.of(domain, "2001:db8:12:3400::/56", NaptOptions.defaults())));
        forward(relays.get(0), 0xcb007109, 0xc0000212, 1232); // 203.0.113.9 to 192.0.2.18, a port of the CE
        forward(relays.get(1), 0xcb007109, 0xc0000212, 80); // a port of no CE
        forward(edge, 0xc0a8010a, 0xcb007109, 53); // from 192.168.1.10 in the LAN
        if (arguments.length == 0) {
            System.out.print(new Metrics().add(relays, edge));
        } else {
            serve(portOf(arguments[0]), relays, edge);
        }
    }

    private static void forward(Forwarder node, int source, int destination, int port) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(128);
        Ipv4Header.write(buffer, 64, 0, 28, 1, 0, 64, 17, source, destination);
        buffer.putInt(84, 5000 << 16 | port).putInt(88, 8 << 16);
        node.fromIpv4(new Packet().attach(buffer, 64, 28, 64), System.nanoTime());
    }

    private static int portOf(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65_535) {
            end("the port is " + text + "; use 0 to 65535");
        }
        return port;
    }

    private static void end(String problem) {
        System.err.println("Metrics: " + problem);
        System.exit(2);
    }

    private static HttpServer listen(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            end("port " + port + ": " + e.getMessage() + "; use another one, or 0 for a free one");
            throw new IllegalStateException(e); // not reached
        }
    }

    private static void serve(int port, List<BorderRelay> relays, CustomerEdge edge) {
        HttpServer server = listen(port);
        server.createContext("/metrics", exchange -> {
            byte[] body = new Metrics().add(relays, edge).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        System.out.println("ready: http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    }

    /** All metrics. The lines of one metric must be together, so each is written for all nodes. */
    private String add(List<BorderRelay> relays, CustomerEdge edge) {
        List<Node> nodes = List.of(
                new Node(
                        "br",
                        CounterSnapshot.of(
                                relays.stream().map(Forwarder::counters).toList())), // sum of the threads
                new Node("ce", edge.counters().snapshot()));
        counter("mape_packets_total", "Packets received, by side and outcome.");
        addVerdicts("mape_packets_total", nodes, CounterSnapshot::packets);
        counter("mape_octets_total", "Octets of these packets; of forwarded ones, of the IPv4 packet.");
        addVerdicts("mape_octets_total", nodes, CounterSnapshot::octets);
        counter("mape_events_total", "What the node did besides, such as ICMP errors sent.");
        for (Node node : nodes) {
            for (Event event : Event.values()) {
                line("mape_events_total", labels("node", node.name, "event", event), node.counters.packets(event));
            }
        }
        addFragments(relays);
        edge.napt().ifPresent(napt -> addNapt(napt.statistics()));
        return text.toString();
    }

    private record Node(String name, CounterSnapshot counters) {}

    /** {@link CounterSnapshot#packets} or {@link CounterSnapshot#octets}. */
    private interface Value {
        long of(CounterSnapshot counters, Direction direction, Verdict verdict);
    }

    private void addVerdicts(String name, List<Node> nodes, Value value) {
        for (Node node : nodes) {
            for (Direction direction : Direction.values()) {
                for (Verdict verdict : Verdict.values()) {
                    String labels = labels("node", node.name, "direction", direction, "verdict", verdict);
                    line(name, labels, value.of(node.counters, direction, verdict));
                }
            }
        }
    }

    private void addFragments(List<BorderRelay> relays) {
        counter("mape_fragments_total", "Fragments that a store received.");
        addStores("mape_fragments_total", relays, store -> store.statistics().received());
        counter("mape_fragments_dropped_total", "Fragments that a store dropped.");
        addStores(
                "mape_fragments_dropped_total",
                relays,
                store -> store.statistics().dropped());
        counter("mape_datagrams_expired_total", "Datagrams discarded because their time was over.");
        addStores(
                "mape_datagrams_expired_total",
                relays,
                store -> store.statistics().expired());
        counter("mape_datagrams_evicted_total", "Datagrams discarded because a store was full.");
        addStores(
                "mape_datagrams_evicted_total",
                relays,
                store -> store.statistics().evicted());
        gauge("mape_datagrams_pending", "Datagrams in a store.");
        addStores("mape_datagrams_pending", relays, store -> store.statistics().pending());
    }

    /** Stores are those of a thread, and so are their limits. */
    private void addStores(String name, List<BorderRelay> relays, ToLongFunction<FragmentCounters> value) {
        for (int thread = 0; thread < relays.size(); thread++) {
            for (FragmentCounters store : relays.get(thread).fragmentCounters()) {
                line(name, labels("node", "br", "thread", thread, "store", store.store()), value.applyAsLong(store));
            }
        }
    }

    private void addNapt(NaptStatistics napt) {
        counter("mape_napt_packets_total", "Packets at the NAPT, by direction and result.");
        for (NaptStatistics.Direction direction : NaptStatistics.Direction.values()) {
            for (NaptResult result : NaptResult.values()) {
                String labels = labels("direction", direction, "result", result);
                line("mape_napt_packets_total", labels, napt.packets(direction, result));
            }
        }
        counter("mape_napt_octets_total", "Octets of these packets, as they arrived.");
        for (NaptStatistics.Direction direction : NaptStatistics.Direction.values()) {
            for (NaptResult result : NaptResult.values()) {
                String labels = labels("direction", direction, "result", result);
                line("mape_napt_octets_total", labels, napt.octets(direction, result));
            }
        }
        counter("mape_napt_events_total", "Sessions made and ended, and other events.");
        for (NaptStatistics.Event event : NaptStatistics.Event.values()) {
            line("mape_napt_events_total", labels("event", event), napt.count(event));
        }
        for (NaptStatistics.Gauge gauge : NaptStatistics.Gauge.values()) { // sessions, mappings, hosts, and their peaks
            String name = "mape_napt_" + gauge.name().toLowerCase(Locale.ROOT);
            gauge(name, "Gauge " + gauge + " of the NAPT.");
            line(name, "", napt.get(gauge));
        }
    }

    private void counter(String name, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" counter\n");
    }

    private void gauge(String name, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
    }

    private void line(String name, String labels, long value) {
        text.append(name).append(labels).append(' ').append(value).append('\n');
    }

    /** Names and values in turn. Text from outside, such as names of domains, needs the escapes. */
    private static String labels(Object... parts) {
        StringBuilder labels = new StringBuilder("{");
        for (int i = 0; i < parts.length; i += 2) {
            String value = parts[i + 1].toString();
            labels.append(i == 0 ? "" : ",").append(parts[i]).append("=\"");
            labels.append(value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\""))
                    .append('"');
        }
        return labels.append('}').toString();
    }
}
