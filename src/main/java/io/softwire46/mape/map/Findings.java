package io.softwire46.mape.map;

import io.softwire46.mape.map.RuleFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a validation finds.
 *
 * <p>Not thread-safe: one a validation.
 */
final class Findings {
    private final List<RuleFinding> list = new ArrayList<>();

    void error(String id, String field, @Nullable Object value, String message, String rfc) {
        list.add(new RuleFinding(id, Severity.ERROR, field, String.valueOf(value), message, rfc));
    }

    void warning(String id, String field, @Nullable Object value, String message, String rfc) {
        list.add(new RuleFinding(id, Severity.WARNING, field, String.valueOf(value), message, rfc));
    }

    void info(String id, String field, @Nullable Object value, String message, String rfc) {
        list.add(new RuleFinding(id, Severity.INFO, field, String.valueOf(value), message, rfc));
    }

    void add(RuleFinding finding) {
        list.add(finding);
    }

    void addAll(List<RuleFinding> findings) {
        list.addAll(findings);
    }

    boolean hasError() {
        return list.stream().anyMatch(RuleFinding::isError);
    }

    void throwIfAnyError() {
        MapConfigurationException.throwIfAnyError(list);
    }

    List<RuleFinding> list() {
        return List.copyOf(list);
    }
}
