package io.softwire46.mape.map.internal;

import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.finding.RuleFinding;
import io.softwire46.mape.finding.RuleFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a validation finds.
 *
 * <p>Not thread-safe: one a validation.
 */
public final class Findings {
    private final List<RuleFinding> list = new ArrayList<>();

    public void error(String id, String field, @Nullable Object value, String message, String rfc) {
        list.add(new RuleFinding(id, Severity.ERROR, field, String.valueOf(value), message, rfc));
    }

    public void warning(String id, String field, @Nullable Object value, String message, String rfc) {
        list.add(new RuleFinding(id, Severity.WARNING, field, String.valueOf(value), message, rfc));
    }

    public void info(String id, String field, @Nullable Object value, String message, String rfc) {
        list.add(new RuleFinding(id, Severity.INFO, field, String.valueOf(value), message, rfc));
    }

    public void add(RuleFinding finding) {
        list.add(finding);
    }

    public void addAll(List<RuleFinding> findings) {
        list.addAll(findings);
    }

    public boolean hasError() {
        return list.stream().anyMatch(RuleFinding::isError);
    }

    public void throwIfAnyError() {
        MapConfigurationException.throwIfAnyError(list);
    }

    public List<RuleFinding> list() {
        return List.copyOf(list);
    }
}
