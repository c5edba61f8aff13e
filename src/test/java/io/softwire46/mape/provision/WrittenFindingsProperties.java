package io.softwire46.mape.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.FormatWriter.Request;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Findings of all writers about any domain, without an edit for a new format. */
class WrittenFindingsProperties {
    @Property(tries = 300)
    void omittedRulesRefuseTheText(@ForAll("written") Written written) {
        for (Finding finding : written.report().findings()) {
            if (finding.id() == FindingId.LOST) {
                assertFalse(finding.field().contains("rules"), finding::toString);
                assertFalse(finding.message().contains("rule is omitted"), finding::toString);
            }
        }
    }

    /** A text that can be detected has no error, whatever was omitted. */
    @Property(tries = 300)
    void remainingTextIsRead(@ForAll("written") Written written) {
        String text = written.report().text();
        Input input = Input.of(text);
        Optional<RuleFormat> detected = text.isEmpty() || written.format() == RuleFormat.JUNOS_ROUTES
                ? Optional.empty()
                : RuleFormat.detect(input);
        detected.ifPresent(
                each -> assertEquals(Optional.empty(), each.read(input).firstError(), text));
    }

    /** A path has a step for each field and element, so that programs can compare it (and locate it). */
    @Property(tries = 300)
    void pathsHaveSteps(@ForAll("written") Written written) {
        ReadResult read = DomainFile.read(DomainFile.write(written.domains()));
        List<Finding> findings = new ArrayList<>(read.validate());
        findings.addAll(written.report().findings());
        RuleFormat.detect(Input.of(written.report().text()))
                .filter(format -> !written.report().text().isEmpty())
                .ifPresent(format -> findings.addAll(
                        format.read(Input.of(written.report().text())).validate()));
        for (Finding finding : findings) {
            finding.path().steps().forEach(step -> assertFalse(step.name().matches(".*[.\\[].*"), finding::toString));
        }
    }

    /** The location of a lost setting is that of its value in the text. */
    @Property(tries = 300)
    void lostSettingsHaveTheirPlace(@ForAll("written") Written written) {
        String text = DomainFile.write(written.domains());
        ReadResult read = DomainFile.read(text);
        List<String> lines = text.lines().toList();
        for (Finding finding : written.report().findings()) {
            if (finding.path().startsWith("endUserPrefix")
                    || finding.path().startsWith("portSet")
                    || finding.path().startsWith("domains")) {
                continue;
            }
            Location place = read.place(finding).location();
            String there = lines.get(place.line() - 1).substring(place.column() - 1);
            if (finding.id() == FindingId.LOST) {
                assertTrue(
                        there.startsWith(finding.value()) || there.startsWith('"' + finding.value() + '"'),
                        () -> finding + " at " + there);
            } else if (finding.path().startsWith("rules")
                    && finding.path().steps().get(0).index() >= 0) {
                assertFalse(place.equals(Location.START), finding::toString);
            }
        }
    }

    /** Domains, and what a writer makes of them. */
    private record Written(RuleFormat format, List<ConfiguredDomain> domains, ConversionReport report) {
        static Written of(RuleFormat format, ConfiguredDomain domain) {
            List<ConfiguredDomain> domains = List.of(domain);
            Request request = Request.of(domains);
            ConversionReport report;
            try {
                MapRule first = domain.domain().rules().rules().get(0);
                boolean several = domain.domain().rules().rules().size() > 1;
                report = format.write(several ? request.withEndUserPrefix(first.ipv6Prefix()) : request);
            } catch (MapConfigurationException e) {
                report = new ConversionReport("", e.findings());
            }
            return new Written(format, domains, report);
        }
    }

    @Provide
    Arbitrary<Written> written() {
        Arbitrary<MapDomain> domains = Combinators.combine(RuleArbitraries.domains(), Arbitraries.of(true, false))
                .as((domain, relay) -> relay
                        ? domain
                        : MapDomain.of(domain.name(), RuleSet.of(domain.rules().rules()), List.of(), domain.isMesh()));
        return Combinators.combine(Arbitraries.of(RuleFormat.writable()), domains)
                .as((format, domain) -> Written.of(format, new ConfiguredDomain(domain, ForwardingOptions.defaults())));
    }
}
