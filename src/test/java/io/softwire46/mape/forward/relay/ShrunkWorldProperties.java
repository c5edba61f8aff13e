package io.softwire46.mape.forward.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.OptionsDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.testing.World;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.PerProperty;
import net.jqwik.api.lifecycle.PropertyExecutionResult;

/** Properties that are wrong on purpose: jqwik finds it, and reports a small world. */
class ShrunkWorldProperties {
    private static final MapRule EXAMPLE_1 = MapRule.builder()
            .ipv6Prefix("2001:db8::/40")
            .ipv4Prefix("192.0.2.0/24")
            .eaLength(16)
            .psidOffset(6)
            .forwarding(true)
            .build();

    @Provide
    Arbitrary<World> worlds() {
        return World.worlds();
    }

    /** Wrong: the hop limit of a tunnel packet is an option (RFC 2473 section 6.3). */
    @Property(tries = 200, seed = "7597")
    @PerProperty(OneOption.class)
    void theHopLimitIsAlways64(@ForAll("worlds") World world) {
        NaiveRelay model = new NaiveRelay(world.domains());
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(world.domains()), 1);
        TrafficDraw traffic = new TrafficDraw(Choices.of(46), model.rules());
        traffic.endpoint().ifPresent(ce -> {
            byte[] packet = traffic.whole(Flow.toCe(ce));
            Placement.Result sent = Placement.HEAP_EXACT.run(packet, 56, each -> relay.fromIpv4(each, 0));
            if (sent.octets().length > 0 && sent.octets()[0] >>> 4 == 6) {
                assertEquals(64, sent.octets()[7], "hop limit");
            }
        });
    }

    /** One domain with the rule of RFC 7597 Appendix A example 1, and defaults of all options but the one that matters. */
    private static class OneOption implements PerProperty.Lifecycle {
        @Override
        public void onSuccess() {
            throw new AssertionError("the property is wrong");
        }

        @Override
        public PropertyExecutionResult onFailure(PropertyExecutionResult result) {
            World world = (World) result.falsifiedParameters().orElseThrow().get(0);
            assertEquals(1, world.domains().size());
            ConfiguredDomain domain = world.domains().get(0);
            assertEquals(List.of(EXAMPLE_1), domain.domain().rules().rules());
            ForwardingOptions defaults = OptionsDraw.withoutReassembly(ForwardingOptions.defaults());
            assertEquals(defaults.with(ForwardingOption.HOP_LIMIT, 1), domain.options());
            assertTrue(result.originalSample()
                            .orElseThrow()
                            .parameters()
                            .get(0)
                            .toString()
                            .length()
                    > world.toString().length());
            return result.mapToSuccessful();
        }
    }
}
