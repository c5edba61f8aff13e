package io.softwire46.mape.forward.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.StrangeDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw.Endpoint;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.NaiveOutcome;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.testing.World;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each packet is counted once: with the octets of its IPv4 packet if it was forwarded, else with its own. */
class CountersProperties {
    @Provide
    Arbitrary<World> worlds() {
        return World.worlds();
    }

    @Property(tries = 60)
    void packetsAndOctetsEqualTheModels(@ForAll("worlds") World world, @ForAll Random random) {
        NaiveRelay model = new NaiveRelay(world.domains());
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(world.domains()), 1);
        TrafficDraw draw = new TrafficDraw(Choices.of(random.nextLong()), model.rules());
        StrangeDraw strange = new StrangeDraw(
                draw, world.domains().stream().map(ConfiguredDomain::options).toList());
        Map<String, long[]> expected = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            Endpoint ce = draw.endpoint().orElse(null);
            if (ce == null) {
                continue;
            }
            if (random.nextBoolean()) {
                byte[] packet = strange.ipv4Packet(Flow.toCe(ce));
                Placement.HEAP_EXACT.run(packet, 48, p -> relay.fromIpv4(p, 0));
                count(expected, Direction.V4_TO_V6, model.fromIpv4(packet, 48, 0), packet.length);
            } else {
                byte[] inner = draw.whole(Flow.fromCe(ce));
                byte[] packet = strange.tunnel(
                        ce.ce().mapAddressFromRule(), model.outerSource(ce.place()), inner, random.nextBoolean());
                Placement.HEAP_EXACT.run(packet, 48, p -> relay.fromIpv6(p, 0));
                count(expected, Direction.V6_TO_V4, model.fromIpv6(packet, 48, 0), packet.length);
            }
        }
        for (Direction direction : Direction.values()) {
            for (Verdict verdict : Verdict.values()) {
                String name = direction + " " + verdict;
                long[] sums = expected.getOrDefault(name, new long[2]);
                assertEquals(sums[0], relay.counters().packets(direction, verdict), name);
                assertEquals(sums[1], relay.counters().octets(direction, verdict), name);
            }
        }
    }

    private static void count(Map<String, long[]> sums, Direction direction, NaiveOutcome outcome, int arrived) {
        long[] sum = sums.computeIfAbsent(direction + " " + outcome.verdict(), key -> new long[2]);
        sum[0]++;
        sum[1] += outcome.isForwarded() ? outcome.ipv4Octets() : arrived;
    }
}
