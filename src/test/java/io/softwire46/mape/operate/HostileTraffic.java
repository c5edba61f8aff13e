package io.softwire46.mape.operate;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.ControlDraw;
import io.softwire46.mape.conformance.draw.StrangeDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw.Endpoint;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveEdge;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.testing.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A world of rules and options, and hostile traffic for one of its nodes: ordinary, strange and damaged packets, messages to the
 * node, and fragments of all of them, shuffled, lost, repeated and overlapping.
 *
 * <p>Not thread-safe.
 */
final class HostileTraffic {
    private static final long SECOND = 1_000_000_000L;

    final List<ConfiguredDomain> domains;
    final Explainer.Role role;
    private final Random random;
    private final TrafficDraw traffic;
    private final StrangeDraw strange;
    private final ControlDraw control;
    private final List<Endpoint> regulars = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<byte[]> waiting = new ArrayList<>();
    private final NaiveRelay relay;
    private final @Nullable NaiveEdge edge;
    private long now;

    private HostileTraffic(List<ConfiguredDomain> domains, @Nullable String prefix, Random random) {
        this.domains = domains;
        this.random = random;
        relay = new NaiveRelay(domains);
        edge = prefix == null ? null : new NaiveEdge(domains.get(0), prefix);
        role = prefix == null ? Explainer.Role.borderRelay() : Explainer.Role.customerEdge(World.address(prefix));
        traffic = new TrafficDraw(Choices.of(random.nextLong()), relay.rules());
        strange = new StrangeDraw(
                traffic, domains.stream().map(ConfiguredDomain::options).toList());
        control = new ControlDraw(traffic);
        now = random.nextLong() >>> 3;
        for (int i = 0; i < 12 && regulars.size() < 6; i++) {
            traffic.endpoint().ifPresent(regulars::add);
        }
        for (ConfiguredDomain each : domains) {
            for (IPv6Address address : each.domain().allBorderRelays()) {
                addresses.add(Bytes.bits(address.getBytes(), 0, 16));
            }
        }
    }

    /** A world and its traffic; empty where none of its CEs sends or receives packets. */
    static Optional<HostileTraffic> of(long seed, boolean isEdge) {
        Random random = new Random(seed);
        World world = World.draw(Choices.of(random.nextLong()));
        List<ConfiguredDomain> domains = world.domains().stream()
                .map(each -> new ConfiguredDomain(each.domain(), reassembling(each.options(), random)))
                .toList();
        if (ConfiguredDomain.validateForRelay(domains).stream().anyMatch(Finding::isError)) {
            return Optional.empty();
        }
        @Nullable String prefix = null;
        if (isEdge) {
            domains = domains.subList(0, 1);
            prefix = new World(domains).endUserPrefix(random).orElse(null);
            if (prefix == null) {
                return Optional.empty();
            }
        }
        HostileTraffic result = new HostileTraffic(domains, prefix, random);
        return result.regulars.isEmpty() ? Optional.empty() : Optional.of(result);
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private static ForwardingOptions reassembling(ForwardingOptions options, Random random) {
        boolean small = random.nextInt(3) == 0;
        return options.with(ForwardingOption.V4_REASSEMBLY, pick(random, V4Reassembly.values()))
                .with(ForwardingOption.V6_REASSEMBLY, random.nextInt(4) > 0)
                .with(ForwardingOption.INNER_FRAGMENTS, pick(random, InnerFragments.values()))
                .with(ForwardingOption.REWRITE_IPV4_ID, random.nextInt(3) == 0)
                .with(ForwardingOption.V4_REASSEMBLY_TIMEOUT_MILLIS, pick(random, 2000, 2000, 50))
                .with(ForwardingOption.V6_REASSEMBLY_TIMEOUT_MILLIS, pick(random, 60_000, 2000, 50))
                .with(ForwardingOption.MAX_FRAGMENTS_PER_PACKET, small ? pick(random, 2, 3, 8) : 64)
                .with(ForwardingOption.MAX_REASSEMBLIES, small ? pick(random, 1, 2, 3, 12) : 1024)
                .with(ForwardingOption.MAX_BUFFERED_OCTETS, small ? 65_575 : pick(random, 65_575, 300_000))
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, pick(random, 0.1, 0.1, 0.5, 1.0));
    }

    /** The time of the next packet. */
    long now() {
        return now;
    }

    /** Remembers packets that the node sent, for errors about them. */
    void sent(List<byte[]> outputs) {
        control.sent(outputs);
    }

    private Endpoint regular() {
        return regulars.get(random.nextInt(regulars.size()));
    }

    private String address() {
        return addresses.get(random.nextInt(addresses.size()));
    }

    /** The next packet. */
    byte[] next() {
        now += switch (random.nextInt(12)) {
            case 0 -> random.nextInt(1_000_000);
            case 1 -> random.nextInt(100_000_000);
            case 2 -> random.nextInt(20) == 0 ? random.nextInt(700) * SECOND : random.nextInt((int) SECOND);
            default -> 0;
        };
        if (!waiting.isEmpty() && random.nextInt(4) > 0) {
            return waiting.remove(random.nextInt(3) == 0 ? random.nextInt(waiting.size()) : 0);
        }
        byte[] packet = random.nextInt(6) == 0 ? message() : random.nextInt(5) < 2 ? fromIpv4() : fromTunnel();
        if (random.nextInt(3) == 0 && packet.length > 60 && packet[0] >>> 4 == 6) {
            wait(tunnelFragments(packet));
        } else {
            wait(List.of(packet));
        }
        return waiting.remove(waiting.size() - 1 - random.nextInt(Math.min(waiting.size(), 3)));
    }

    /** Now and then, fragments are lost or repeated, or in another order. */
    private void wait(List<byte[]> packets) {
        List<byte[]> all = new ArrayList<>(packets);
        if (all.size() > 1) {
            switch (random.nextInt(8)) {
                case 0 -> all.remove(random.nextInt(all.size()));
                case 1 -> all.add(random.nextInt(all.size()), all.get(random.nextInt(all.size())));
                case 2, 3 -> Collections.shuffle(all, random);
                case 4 -> Collections.reverse(all);
                case 5 -> {
                    byte[] changed = all.get(random.nextInt(all.size())).clone();
                    if (changed.length < 48) {
                        break;
                    }
                    int at = changed[0] >>> 4 == 6 ? 42 + random.nextInt(2) : 6 + random.nextInt(2);
                    changed[at] ^= (byte) (1 << random.nextInt(8));
                    all.add(
                            random.nextInt(all.size()),
                            Bytes.withHeaderChecksum(changed, changed[0] >>> 4 == 6 ? 48 : 0));
                }
                default -> {}
            }
        }
        waiting.addAll(all);
        while (waiting.size() > 40) {
            waiting.remove(0);
        }
    }

    private String node() {
        return edge == null ? address() : edge().own().mapAddress();
    }

    private byte[] message() {
        return random.nextInt(3) == 0
                ? control.query(node())
                : random.nextBoolean() ? control.error(node()) : control.tooBig(node());
    }

    private NaiveEdge edge() {
        return Objects.requireNonNull(edge);
    }

    private Endpoint own() {
        return traffic.endpointOf(0, edge().bmr(), edge().own());
    }

    private byte[] packet(Flow flow) {
        return switch (random.nextInt(5)) {
            case 0 -> strange.sized(flow);
            case 1 -> strange.ipv4Packet(flow);
            case 2 -> strange.refused(flow);
            default -> traffic.whole(flow);
        };
    }

    private byte[] fromIpv4() {
        Flow flow;
        if (edge == null) {
            flow = random.nextInt(4) == 0 ? Flow.between(regular(), regular(), true) : Flow.toCe(regular());
        } else {
            Endpoint other = random.nextInt(12) == 0 ? own() : regular();
            flow = random.nextInt(3) == 0 ? Flow.fromCe(own()) : Flow.between(own(), other, random.nextBoolean());
        }
        List<byte[]> packets = perhapsFragments(packet(flow));
        wait(packets.subList(1, packets.size()));
        return packets.get(0);
    }

    private byte[] fromTunnel() {
        Flow flow;
        String source;
        String destination;
        if (edge == null) {
            Endpoint ce = regular();
            Endpoint sender = random.nextInt(16) == 0 ? regular() : ce;
            flow = random.nextInt(3) == 0 ? Flow.between(sender, regular(), random.nextBoolean()) : Flow.fromCe(sender);
            source = random.nextInt(12) == 0 ? address() : ce.ce().mapAddressFromRule();
            destination = random.nextInt(6) == 0 ? address() : relay.outerSource(ce.place());
        } else {
            Endpoint other = regular();
            boolean outside = random.nextInt(3) == 0;
            flow = outside ? Flow.toCe(own()) : Flow.between(random.nextInt(16) == 0 ? regular() : other, own(), true);
            source = outside || random.nextInt(6) == 0
                    ? edge().borderRelay()
                    : other.ce().mapAddressFromRule();
            destination = edge().own().mapAddress();
        }
        boolean isStrange = random.nextInt(4) == 0;
        List<byte[]> packets = perhapsFragments(packet(flow)).stream()
                .map(inner -> strange.tunnel(source, destination, inner, isStrange))
                .toList();
        wait(packets.subList(1, packets.size()));
        return packets.get(0);
    }

    private List<byte[]> perhapsFragments(byte[] packet) {
        boolean isValid = packet.length > 60
                && packet[0] >>> 4 == 4
                && Bytes.u16(packet, 2) == packet.length
                && (packet[0] & 15) >= 5
                && NaiveFragments.canBeFragmented(packet);
        if (!isValid || random.nextInt(3) > 0) {
            return List.of(packet);
        }
        int header = 4 * (packet[0] & 15);
        int most = random.nextInt(4) == 0 ? 8 : 8 + random.nextInt(packet.length - header);
        List<byte[]> fragments = NaiveFragments.fragmentIpv4(packet, Math.max(header + most, 68));
        return fragments.size() > 50 ? List.of(packet) : fragments;
    }

    private List<byte[]> tunnelFragments(byte[] packet) {
        if (Bytes.u16(packet, 4) + 40 != packet.length || packet[6] == 44) {
            return List.of(packet);
        }
        int mtu = 56 + random.nextInt(packet.length);
        List<byte[]> fragments = NaiveFragments.fragmentIpv6(packet, mtu, random.nextInt(4));
        return fragments.size() > 40 ? List.of(packet) : fragments;
    }
}
