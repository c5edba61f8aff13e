package io.softwire46.mape.forward.relay;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.draw.TrafficDraw.Endpoint;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.ModelRun;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** Compares a border relay with a bit-string model, packet by packet. */
class BorderRelayModelProperties {
    private static final Set<String> OCCUR = Set.of(
            "IPv6 fragments",
            "ICMPv6 fragments",
            "tunnelled IPv4 fragments",
            "IPv4 fragments",
            "DROP_TTL_EXPIRED ICMP 11/0",
            "DROP_TTL_EXPIRED tunnelled ICMP 11/0",
            "DROP_TOO_BIG ICMP 3/4",
            "DROP_TOO_BIG tunnelled ICMP 3/4",
            "DROP_UNASSIGNED_PORT ICMP 3/1",
            "DROP_UNASSIGNED_PORT tunnelled ICMP 3/1",
            "DROP_UNSUPPORTED_PROTOCOL ICMP 3/2",
            "DROP_UNSUPPORTED_PROTOCOL tunnelled ICMP 3/2",
            "RELAYED ICMP 3/1",
            "RELAYED tunnelled ICMP 3/1",
            "RELAYED ICMP 3/4",
            "RELAYED tunnelled ICMP 3/4",
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
        Relay relay = new Relay(world, random);
        for (int i = relay.run.packets(); i > 0; i--) {
            relay.next();
        }
        relay.run.finish();
        ModelRun.assertEverythingOccurs(Verdict.DROP_NOT_MY_ADDRESS, OCCUR);
    }

    /** Packets for a border relay. */
    private static final class Relay {
        private final Random random;
        private final NaiveRelay model;
        private final BorderRelay relay;
        private final ModelRun run;
        private final List<String> addresses = new ArrayList<>();
        private final ModelRun.Path fromIpv4;
        private final ModelRun.Path fromIpv6;

        Relay(World world, Random random) {
            this.random = random;
            model = new NaiveRelay(world.domains());
            relay = BorderRelay.seeded(RuleTable.of(world.domains()), random.nextLong());
            run = new ModelRun(world, model.rules(), random, Nodes.further(relay));
            fromIpv4 = new ModelRun.Path(relay::fromIpv4, relay::fromIpv4);
            fromIpv6 = new ModelRun.Path(relay::fromIpv6, relay::fromIpv6);
            for (ConfiguredDomain each : world.domains()) {
                for (IPv6Address address : each.domain().allBorderRelays()) {
                    addresses.add(Bytes.bits(address.getBytes(), 0, 16));
                }
            }
        }

        private String address() {
            return addresses.get(random.nextInt(addresses.size()));
        }

        void next() {
            run.letTimePass();
            int kind = random.nextInt(4);
            switch (run.kind(5, 16)) {
                case 0, 1, 2, 3, 4 -> run.giveUnchanged(run.packet(to(run.regular()), kind), fromIpv4, model::fromIpv4);
                case 5, 6, 7, 8, 9, 10 -> {
                    Endpoint ce = run.regular();
                    fromCe(ce, run.packet(from(ce), kind), kind > 1);
                }
                case 11 -> {
                    // mostly from an unshared address to a shared one
                    Endpoint ce = sharing(false);
                    fromCe(ce, run.strange.refused(Flow.between(ce, sharing(true), false)), false);
                }
                case 12 -> fromIpv6(run.control.query(address()));
                default -> fromIpv6(run.error(address()));
            }
        }

        private Flow to(Endpoint ce) {
            return random.nextInt(4) == 0 ? Flow.between(run.regular(), ce, true) : Flow.toCe(ce);
        }

        private Flow from(Endpoint ce) {
            Endpoint sender = random.nextInt(16) == 0 ? run.regular() : ce; // the address of another CE
            return random.nextInt(3) == 0
                    ? Flow.between(sender, run.regular(), random.nextBoolean())
                    : Flow.fromCe(sender);
        }

        private Endpoint sharing(boolean shared) {
            return run.regulars.stream()
                    .filter(ce -> model.rules().get(ce.place()).isShared() == shared)
                    .findAny()
                    .orElseGet(run::regular);
        }

        private void fromCe(Endpoint ce, byte[] inner, boolean isStrange) {
            String source = random.nextInt(12) == 0 ? address() : ce.ce().mapAddressFromRule();
            String destination = random.nextInt(4) == 0 ? address() : model.outerSource(ce.place());
            fromIpv6(run.strange.tunnel(source, destination, inner, isStrange));
        }

        private void fromIpv6(byte[] packet) {
            run.give(packet, fromIpv6, model::fromIpv6);
        }
    }
}
