package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.draw.Subscriber;
import io.softwire46.mape.testing.RuleArbitraries;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

/** {@code parse} reads the output of {@code toString}; see also {@link PortParametersTest} and {@link EaBitsTest}. */
@Domain(RuleArbitraries.class)
class RuleTextProperties {

    @Property(tries = 500)
    void rules(@ForAll MapRule rule) {
        MapRule again = MapRule.parse(rule.toString());
        assertEquals(rule, again);
        assertEquals(rule.hashCode(), again.hashCode());
        assertEquals(rule.toString(), again.toString());
        assertEquals(rule, rule.toBuilder().build());
        assertEquals(rule.findings(), rule.toBuilder().build().findings());
    }

    @Property(tries = 500)
    void portSetsAndEaBits(@ForAll Subscriber subscriber) {
        CeMapping ce = CeMapping.of(subscriber.rule(), subscriber.endUserPrefix());
        assertEquals(ce.portSet(), PortSet.parse(ce.portSet().toString()));
        assertEquals(ce.eaBits(), EaBits.parse(ce.eaBits().toString()));
        PortParameters ports = subscriber.rule().portParameters();
        assertEquals(ports, PortParameters.parse(ports.toString()));
    }

    @Property(tries = 100)
    void ruleSets(@ForAll RuleSet rules) {
        assertEquals(rules, RuleSet.parse(rules.toString()));
        assertEquals(rules.hashCode(), RuleSet.parse(rules.toString()).hashCode());
    }

    @Property(tries = 100)
    void domains(@ForAll MapDomain domain) {
        MapDomain again = MapDomain.parse(domain.toString());
        assertEquals(domain, again);
        assertEquals(domain.hashCode(), again.hashCode());
        assertEquals(domain.toString(), again.toString());
    }

    @Example
    void formats() {
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            assertEquals(format, InterfaceIdFormat.parse(format.toString()));
        }
    }
}
