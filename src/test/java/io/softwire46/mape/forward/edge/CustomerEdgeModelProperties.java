package io.softwire46.mape.forward.edge;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.draw.TrafficDraw.Endpoint;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.NaiveEdge;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.ModelRun;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.World;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** Compares a customer edge with a bit-string model, packet by packet. */
class CustomerEdgeModelProperties {
    private static final Set<String> OCCUR = Set.of(
            "IPv6 fragments",
            "ICMPv6 fragments",
            "tunnelled IPv4 fragments",
            "DROP_TTL_EXPIRED ICMP 11/0",
            "DROP_TOO_BIG ICMP 3/4",
            "DROP_NOT_MY_ADDRESS ICMP 3/13",
            "DROP_UNSUPPORTED_PROTOCOL ICMP 3/2",
            "RELAYED ICMP 3/1",
            "RELAYED ICMP 3/4",
            "REPLIED ICMPv6 129/0",
            "DROP_NO_RULE ICMPv6 1/5",
            "DROP_SPOOFED ICMPv6 1/5",
            "DROP_BAD_EXTENSION_HEADER ICMPv6 4/0",
            "DROP_BAD_EXTENSION_HEADER ICMPv6 4/2",
            "DROP_UNSUPPORTED_NEXT_HEADER ICMPv6 4/1");

    @Provide
    Arbitrary<World> worlds() {
        return World.worlds();
    }

    @Property(tries = 300)
    @StatisticsReport(StatisticsReportMode.OFF)
    void equalsTheModel(@ForAll("worlds") World world, @ForAll Random random) {
        String prefix = world.endUserPrefix(random).orElse(null);
        Assume.that(prefix != null);
        Edge edge = new Edge(world, prefix, random);
        for (int i = edge.run.packets(); i > 0; i--) {
            edge.next();
        }
        edge.run.finish();
        ModelRun.assertEverythingOccurs(Verdict.DROP_UNASSIGNED_PORT, OCCUR);
    }

    /** Packets for a customer edge. */
    private static final class Edge {
        private final Random random;
        private final NaiveEdge model;
        private final CustomerEdge edge;
        private final ModelRun run;
        private final ModelRun.Path fromIpv4;
        private final ModelRun.Path fromIpv6;

        Edge(World world, String prefix, Random random) {
            this.random = random;
            ConfiguredDomain domain = world.domains().get(0);
            model = new NaiveEdge(domain, prefix);
            edge = CustomerEdge.seeded(domain, World.address(prefix), random.nextLong());
            run = new ModelRun(world, new NaiveRelay(List.of(domain)).rules(), random, Nodes.further(edge));
            fromIpv4 = new ModelRun.Path(edge::fromIpv4, edge::fromIpv4);
            fromIpv6 = new ModelRun.Path(edge::fromIpv6, edge::fromIpv6);
        }

        private Endpoint own() {
            return run.traffic.endpointOf(0, model.bmr(), model.own());
        }

        void next() {
            run.letTimePass();
            int kind = random.nextInt(4);
            Endpoint own = own();
            Endpoint other = random.nextInt(12) == 0 ? own() : run.regular();
            boolean outside = random.nextInt(3) == 0;
            switch (run.kind(6, 16)) {
                case 0, 1, 2, 3, 4, 5 -> {
                    Flow flow = outside ? Flow.fromCe(own) : Flow.between(own, other, random.nextBoolean());
                    run.giveUnchanged(run.packet(flow, kind), fromIpv4, model::fromIpv4);
                }
                case 6, 7, 8, 9, 10, 11 -> {
                    Endpoint sender = random.nextInt(16) == 0 ? run.regular() : other; // the address of another CE
                    Flow flow = outside ? Flow.toCe(own) : Flow.between(sender, own, true);
                    String source = outside || random.nextInt(6) == 0
                            ? model.borderRelay()
                            : other.ce().mapAddressFromRule();
                    fromIpv6(run.strange.tunnel(source, model.own().mapAddress(), run.packet(flow, kind), kind > 1));
                }
                case 12 -> fromIpv6(run.control.query(model.own().mapAddress()));
                default -> fromIpv6(run.error(model.own().mapAddress()));
            }
        }

        private void fromIpv6(byte[] packet) {
            run.give(packet, fromIpv6, model::fromIpv6);
        }
    }
}
