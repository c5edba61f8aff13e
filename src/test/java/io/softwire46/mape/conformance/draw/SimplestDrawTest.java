package io.softwire46.mape.conformance.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What drawers draw when each decision is 0. */
class SimplestDrawTest {
    /** RFC 7597 Appendix A example 1. */
    static final MapRule EXAMPLE_1 = MapRule.builder()
            .ipv6Prefix("2001:db8::/40")
            .ipv4Prefix("192.0.2.0/24")
            .eaLength(16)
            .psidOffset(6)
            .forwarding(true)
            .build();

    private static Choices zeros() {
        return Choices.of(ChoiceSequence.of());
    }

    private static RuleDraw draw() {
        return new RuleDraw(zeros(), Limits.ALL);
    }

    @Test
    void theRuleIsThatOfTheExample() {
        assertEquals(EXAMPLE_1, draw().rule());
        assertEquals(8, EXAMPLE_1.portParameters().psidLength());
    }

    @Test
    void theDomainHasOneRule() {
        MapDomain domain = new RuleSetDraw(draw()).domain();
        assertEquals(List.of(EXAMPLE_1), domain.rules().rules());
        assertEquals("[fd00::1]", domain.borderRelays().toString());
        assertEquals("hub", domain.isMesh() ? "mesh" : "hub");
    }

    @Test
    void theCustomerEdgeHasNoEaBitsAndNoFurtherBits() {
        Subscriber subscriber = draw().subscriber(EXAMPLE_1);
        assertEquals("2001:db8::/56", subscriber.endUserPrefix().toString());
        assertEquals(0, subscriber.eaBits());
    }

    @Test
    void theOptionsAreTheDefaults() {
        assertEquals(OptionsDraw.withoutReassembly(ForwardingOptions.defaults()), OptionsDraw.options(zeros()));
    }

    /** To the first port of PSID 0: A is 1, so the port is 1024 (RFC 7597 section 5.1). No payload, TTL 64, no flags. */
    @Test
    void thePacketIsAnEmptyDatagram() {
        List<NaiveMap.Rule> rules = List.of(NaiveMap.Rule.of(EXAMPLE_1));
        TrafficDraw traffic = new TrafficDraw(zeros(), rules);
        Flow flow = Flow.toCe(traffic.endpoint().orElseThrow());
        byte[] packet = traffic.whole(flow);
        assertEquals("4500001c 1234 0000 40 11".replace(" ", ""), Bytes.hex(Bytes.part(packet, 0, 10)));
        assertEquals("cb007109 c0000200 0035 0400 0008".replace(" ", ""), Bytes.hex(Bytes.part(packet, 12, 26)));
        assertEquals(28, packet.length);
        StrangeDraw strange = new StrangeDraw(traffic, List.of(ForwardingOptions.defaults()));
        assertEquals(Bytes.hex(packet), Bytes.hex(strange.ipv4Packet(flow)), "nothing strange");
    }
}
