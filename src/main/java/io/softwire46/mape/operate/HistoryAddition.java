package io.softwire46.mape.operate;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.operate.lookup.Times;
import io.softwire46.mape.provision.domain.DomainJson;
import io.softwire46.mape.provision.domain.JsonDomains;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds a version to the text of a history.
 *
 * <p>Static methods only.
 */
final class HistoryAddition {
    private static final String CLAUSE = "RFC 8259";

    private HistoryAddition() {}

    static String add(@Nullable String text, RuleVersion version) {
        List<JsonValue> versions = text == null
                ? List.of()
                : HistoryFile.root(text).required(HistoryFile.VERSIONS).asArray();
        if (text != null && !versions.isEmpty()) {
            JsonObject last = object(versions.get(versions.size() - 1));
            Instant from = instant(last, HistoryFile.FROM);
            if (from.equals(version.from()) && isSame(last, version.domains())) {
                return text;
            }
            if (!from.isBefore(version.from())) {
                throw new MapConfigurationException(List.of(new Finding(
                        FindingId.H02,
                        Severity.ERROR,
                        FieldPath.of("from"),
                        Times.text(version.from()),
                        "is not after from " + Times.text(from)
                                + " of the last version; use a later time, since the past is not changed",
                        FindingId.H02.clause())));
            }
        }
        return text(versions, version);
    }

    private static JsonObject object(JsonValue value) {
        try {
            return value.asObject();
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    private static Instant instant(JsonObject version, String field) {
        try {
            JsonValue value = version.required(field);
            return Times.instant(value.asString())
                    .orElseThrow(() -> value.error(value.shortText() + " is not an RFC 3339 time with offset"));
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    private static MapConfigurationException malformed(JsonException e) {
        return new MapConfigurationException(List.of(new Finding(
                FindingId.SYNTAX,
                Severity.ERROR,
                FieldPath.of("history"),
                Finding.MISSING,
                e.problem(),
                CLAUSE,
                Location.of(e.line(), e.column()))));
    }

    /** Returns whether a version embeds these domains. */
    private static boolean isSame(JsonObject version, List<ConfiguredDomain> domains) {
        JsonValue domain = version.optional(HistoryFile.DOMAIN).orElse(null);
        return domain != null
                && domain.kind() != JsonValue.Kind.STRING
                && JsonDomains.read(domain).domains().equals(domains);
    }

    private static String text(List<JsonValue> versions, RuleVersion version) {
        StringBuilder text = new StringBuilder();
        JsonWriter out = JsonWriter.indented(text).beginObject().field(HistoryFile.FORMAT, 1);
        out.name(HistoryFile.VERSIONS).beginArray();
        for (int i = 0; i < versions.size(); i++) {
            boolean isLast = i == versions.size() - 1;
            if (isLast) {
                writeLast(out, object(versions.get(i)), version.from());
            } else {
                out.value(versions.get(i));
            }
        }
        out.beginObject()
                .field(HistoryFile.FROM, Times.text(version.from()))
                .field(HistoryFile.UNTIL, (String) null)
                .name(HistoryFile.DOMAIN);
        write(out, version.domains());
        if (!version.note().isEmpty()) {
            out.field(HistoryFile.NOTE, version.note());
        }
        out.endObject().endArray().endObject().endLine();
        return text.toString();
    }

    /** Writes the last version with its end; one that ended earlier keeps its end, since the past is not changed. */
    private static void writeLast(JsonWriter out, JsonObject last, Instant end) {
        boolean endsBefore = last.optional(HistoryFile.UNTIL).isPresent()
                && !instant(last, HistoryFile.UNTIL).isAfter(end);
        out.beginObject();
        for (JsonObject.Field field : last.fields()) {
            if (endsBefore || !field.name().equals(HistoryFile.UNTIL)) {
                out.field(field.name(), field.value());
            }
            if (!endsBefore && field.name().equals(HistoryFile.FROM)) {
                out.field(HistoryFile.UNTIL, Times.text(end));
            }
        }
        out.endObject();
    }

    private static void write(JsonWriter out, List<ConfiguredDomain> domains) {
        if (domains.size() == 1) {
            DomainJson.write(out, domains.get(0));
            return;
        }
        out.beginArray();
        domains.forEach(each -> DomainJson.write(out, each));
        out.endArray();
    }
}
