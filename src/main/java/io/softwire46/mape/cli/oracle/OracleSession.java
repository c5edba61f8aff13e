package io.softwire46.mape.cli.oracle;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the oracle keeps from one query to the next: rules, since most queries of a program are about the same ones, and which
 * findings it has returned.
 *
 * <p>Not thread-safe: use one instance per input.
 */
public final class OracleSession {
    private static final int MAX_RULE_SETS = 8;
    private static final int MAX_FINDINGS = 4096;

    /** Rules by their JSON text. */
    private record Source(JsonValue text, @Nullable InterfaceIdFormat format) {}

    private record Returned(MapRule rule, Finding finding) {}

    private final Map<Source, RuleSet> ruleSets = leastRecentlyUsed(MAX_RULE_SETS);
    private final Map<MapRule, List<Finding>> findings = leastRecentlyUsed(MAX_FINDINGS);
    private final Map<Returned, Boolean> returned = leastRecentlyUsed(MAX_FINDINGS);

    private static <K, V> Map<K, V> leastRecentlyUsed(int max) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    /** Returns the rules of a text, which are read if they are not among the last ones. */
    RuleSet rules(JsonValue text, @Nullable InterfaceIdFormat format, Supplier<RuleSet> read) {
        Source source = new Source(text, format);
        RuleSet known = ruleSets.get(source);
        if (known == null) {
            known = read.get();
            ruleSets.put(source, known);
        }
        return known;
    }

    /** Returns the findings of a rule, which are computed if it is not among the last ones. */
    List<Finding> findings(MapRule rule) {
        return findings.computeIfAbsent(rule, MapRule::findings);
    }

    /** Returns the findings about a rule that were not returned before. */
    List<Finding> unreturned(MapRule rule, List<Finding> ofRule) {
        List<Finding> all = new ArrayList<>();
        for (Finding each : ofRule) {
            if (returned.put(new Returned(rule, each), true) == null) {
                all.add(each);
            }
        }
        return all;
    }
}
