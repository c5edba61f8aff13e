package io.softwire46.mape.operate;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads rules in any format, with the names that a Junos configuration gives them.
 *
 * <p>Static methods only.
 */
final class RuleFiles {
    /**
     * Rules that were read.
     *
     * @param domains empty if there is an error
     * @param names by domain, as in {@link RuleVersion}
     * @param errors findings of severity error about the text, and between its domains
     */
    record Rules(List<ConfiguredDomain> domains, List<List<String>> names, List<Finding> errors) {}

    private RuleFiles() {}

    /** Reads octets; empty if they are in no format. */
    static Optional<Rules> read(byte[] octets) {
        FormatReader.Input input = FormatReader.Input.of(octets);
        return RuleFormat.detect(input)
                .filter(format -> input.text().isPresent() || isOfOctets(format))
                .map(format -> rules(format.read(input)));
    }

    private static boolean isOfOctets(RuleFormat format) {
        return format.reader()
                .filter(reader -> reader.grammar() == FormatReader.Grammar.OCTETS)
                .isPresent();
    }

    /** Returns the rules of a result. */
    static Rules rules(ReadResult read) {
        List<Finding> errors = new ArrayList<>(
                read.findings().stream().filter(Finding::isError).toList());
        Contradictions.between(read.domains()).forEach(finding -> errors.add(read.place(finding)));
        List<ConfiguredDomain> domains = errors.isEmpty() ? read.domains() : List.of();
        List<List<String>> names = read.source(JunosConfiguration.class)
                .map(junos -> names(junos, domains))
                .orElseGet(() -> domains.stream().map(each -> List.<String>of()).toList());
        return new Rules(domains, names, errors);
    }

    /** Returns the NAMEs of rules; the rules of a domain are in the order of their statements. */
    private static List<List<String>> names(JunosConfiguration junos, List<ConfiguredDomain> domains) {
        Map<MapRule, Deque<String>> byRule = new HashMap<>();
        for (JunosConfiguration.Concentrator each : junos.concentrators()) {
            byRule.computeIfAbsent(each.rule(), rule -> new ArrayDeque<>()).add(each.name());
        }
        List<List<String>> all = new ArrayList<>();
        for (ConfiguredDomain each : domains) {
            List<String> own = new ArrayList<>();
            for (MapRule rule : each.domain().rules().rules()) {
                Deque<String> names = byRule.get(rule);
                if (names != null && !names.isEmpty()) {
                    own.add(names.remove());
                }
            }
            boolean isComplete = own.size() == each.domain().rules().rules().size();
            all.add(isComplete ? own : List.of());
        }
        return all;
    }
}
