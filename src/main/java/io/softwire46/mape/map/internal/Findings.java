package io.softwire46.mape.map.internal;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of findings of one validation.
 *
 * <p>Not thread-safe: use one instance per validation.
 */
public final class Findings {
    private final List<Finding> list = new ArrayList<>();

    public void error(FindingId id, String field, @Nullable Object value, String message, String rfc) {
        error(id, FieldPath.of(field), value, message, rfc);
    }

    public void error(FindingId id, FieldPath path, @Nullable Object value, String message, String rfc) {
        list.add(new Finding(id, Severity.ERROR, path, String.valueOf(value), message, rfc));
    }

    public void warning(FindingId id, String field, @Nullable Object value, String message, String rfc) {
        warning(id, FieldPath.of(field), value, message, rfc);
    }

    public void warning(FindingId id, FieldPath path, @Nullable Object value, String message, String rfc) {
        list.add(new Finding(id, Severity.WARNING, path, String.valueOf(value), message, rfc));
    }

    public void info(FindingId id, String field, @Nullable Object value, String message, String rfc) {
        info(id, FieldPath.of(field), value, message, rfc);
    }

    public void info(FindingId id, FieldPath path, @Nullable Object value, String message, String rfc) {
        list.add(new Finding(id, Severity.INFO, path, String.valueOf(value), message, rfc));
    }

    public void add(Finding finding) {
        list.add(finding);
    }

    public void addAll(List<Finding> findings) {
        list.addAll(findings);
    }

    public boolean hasError() {
        return list.stream().anyMatch(Finding::isError);
    }

    public void throwIfAnyError() {
        MapConfigurationException.throwIfAnyError(list);
    }

    public List<Finding> list() {
        return List.copyOf(list);
    }
}
