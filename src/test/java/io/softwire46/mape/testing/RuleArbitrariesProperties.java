package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.draw.Subscriber;
import io.softwire46.mape.conformance.draw.Subscriber.Tail;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.MappingKind;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** The arbitraries keep what they promise: whole, valid, and of every sort. */
@Domain(RuleArbitraries.class)
@Domain(DomainContext.Global.class)
class RuleArbitrariesProperties {

    @Property(seed = "7597")
    @StatisticsReport(StatisticsReportMode.OFF)
    void everyShapeAndEdgeOccursAmongRules(@ForAll MapRule rule) {
        int reach = rule.ipv6Length() + rule.eaLength();
        Statistics.label("kind").collect(rule.kind()).coverage(kinds -> {
            for (MappingKind kind : MappingKind.values()) {
                kinds.check(kind).percentage(p -> p > 5);
            }
        });
        Statistics.label("format").collect(rule.format()).coverage(formats -> {
            for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
                formats.check(format).percentage(p -> p > 30);
            }
        });
        Statistics.label("edges")
                .collect(
                        rule.ipv4Length() == 0,
                        rule.ipv4Length() == 32,
                        rule.eaLength() == 48,
                        reach > 64,
                        reach == 128,
                        rule.explicitPsid() >= 0 && rule.eaLength() > 0,
                        rule.ipv6Length() % 8 != 0)
                .coverage(edges -> {
                    for (int i = 0; i < 7; i++) {
                        int edge = i;
                        edges.checkQuery(values -> Boolean.TRUE.equals(values.get(edge)))
                                .count(count -> count > 0);
                    }
                });
    }

    @Property(tries = 500)
    void everySubscriberIsServed(@ForAll Subscriber subscriber) {
        CeMapping ce = CeMapping.of(subscriber.rule(), subscriber.endUserPrefix());
        assertEquals(subscriber.eaBits(), ce.eaBits().value());
        if (subscriber.tail() == Tail.DERIVED) {
            assertTrue(ce.isAgreed());
        }
    }

    @Property(tries = 200, seed = "7597")
    @StatisticsReport(StatisticsReportMode.OFF)
    void everyDomainIsConsistent(@ForAll MapDomain domain) {
        assertTrue(domain.findings().stream().noneMatch(Finding::isError));
        Statistics.label("nested")
                .collect(domain.findings().stream().anyMatch(f -> f.id().name().equals("V42")))
                .coverage(nested -> nested.check(true).percentage(p -> p > 5));
        Statistics.label("one address")
                .collect(domain.rules().rules().stream()
                                .filter(MapRule::isKeyedByPsid)
                                .count()
                        > 1)
                .coverage(several -> several.check(true).percentage(p -> p > 5));
    }

    @Property(tries = 100)
    void everyRelayDomainCanBeServed(@ForAll("relayDomains") MapDomain domain) {
        assertTrue(MapDomain.validateForRelay(List.of(domain)).stream().noneMatch(Finding::isError));
    }

    @Provide
    Arbitrary<MapDomain> relayDomains() {
        return RuleArbitraries.relayDomains();
    }
}
