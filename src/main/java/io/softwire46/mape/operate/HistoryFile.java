package io.softwire46.mape.operate;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.operate.lookup.Times;
import io.softwire46.mape.provision.domain.JsonDomains;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history file: JSON with the versions of the rules, each with its rules or the name and checksum of a rule file.
 *
 * <p>Not thread-safe: use one instance per file.
 */
final class HistoryFile {
    static final String FORMAT = "mapeHistory";
    static final String VERSIONS = "versions";
    static final String FROM = "from";
    static final String UNTIL = "until";
    static final String GRACE = "grace";
    static final String DOMAIN = "domain";
    static final String SHA256 = "sha256";
    static final String NOTE = "note";

    private static final String CLAUSE = "RFC 8259";
    private static final int MAX_OCTETS = 1 << 30;
    private static final List<String> FIELDS = List.of(FROM, UNTIL, GRACE, DOMAIN, SHA256, NOTE);

    private final Path file;
    private final List<Finding> findings = new ArrayList<>();

    private HistoryFile(Path file) {
        this.file = file;
    }

    /** Takes the versions of a file. */
    @FunctionalInterface
    interface Sink {
        void add(RuleVersion version, FieldPath path, Location location);
    }

    /**
     * What was read besides the versions.
     *
     * @param findings errors of versions that the sink did not get
     * @param versionCount number of versions in the file
     */
    record Summary(List<Finding> findings, int versionCount) {}

    /**
     * Reads a file.
     *
     * @param file its name
     * @param sink takes the versions without errors
     * @return the other findings
     * @throws IOException if the file cannot be read
     * @throws MapConfigurationException if the text has not the form of a history
     */
    static Summary read(Path file, Sink sink) throws IOException {
        List<JsonValue> versions = versions(text(octets(file)));
        HistoryFile history = new HistoryFile(file);
        for (int i = 0; i < versions.size(); i++) {
            FieldPath path = FieldPath.of(VERSIONS, i);
            JsonValue value = versions.get(i);
            RuleVersion version = history.version(value, path);
            if (version != null) {
                sink.add(version, path, location(value));
            }
        }
        return new Summary(history.findings, versions.size());
    }

    /** Returns the root of the text of a history. */
    static JsonObject root(String text) {
        try {
            JsonObject root = Json.parse(text).asObject();
            root.refuseUnknown(List.of(FORMAT, VERSIONS));
            root.required(FORMAT).asInt(1, 1);
            root.required(VERSIONS).asArray();
            return root;
        } catch (JsonException e) {
            throw new MapConfigurationException(List.of(malformed(FieldPath.of("history"), e)));
        }
    }

    private static List<JsonValue> versions(String text) {
        return root(text).required(VERSIONS).asArray();
    }

    static byte[] octets(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory; name the file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS);
            if (octets.length == MAX_OCTETS) {
                throw new FileSystemException(
                        file.toString(), null, "is larger than " + (MAX_OCTETS >> 20) + " MiB; split it");
            }
            return octets;
        }
    }

    static String text(byte[] octets) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw MapConfigurationException.syntax(
                    "history", Finding.MISSING, "is not UTF-8 text; use a history file", CLAUSE);
        }
    }

    private static Location location(JsonValue value) {
        return Location.of(value.line(), value.column());
    }

    private static Finding malformed(FieldPath path, JsonException e) {
        return new Finding(
                FindingId.SYNTAX,
                Severity.ERROR,
                path,
                Finding.MISSING,
                e.problem(),
                CLAUSE,
                Location.of(e.line(), e.column()));
    }

    private @Nullable RuleVersion version(JsonValue value, FieldPath path) {
        int before = findings.size();
        try {
            JsonObject fields = value.asObject();
            fields.refuseUnknown(FIELDS);
            Instant from = instant(fields.required(FROM));
            Instant until = fields.optional(UNTIL).map(HistoryFile::instant).orElse(null);
            Duration grace = fields.optional(GRACE).map(HistoryFile::duration).orElse(RuleVersion.DEFAULT_GRACE);
            String note = fields.optional(NOTE).map(JsonValue::asString).orElse("");
            RuleFiles.Rules rules = rules(fields, path);
            return rules == null || findings.size() > before
                    ? null
                    : new RuleVersion(from, until, grace, rules.domains(), rules.names(), note);
        } catch (JsonException e) {
            findings.add(malformed(path, e));
            return null;
        }
    }

    private static Instant instant(JsonValue value) {
        return Times.instant(value.asString())
                .filter(Times::isWholeMillis)
                .orElseThrow(() -> value.error(value.shortText()
                        + " is not an RFC 3339 time with offset and at most milliseconds; use the form "
                        + "2026-11-01T03:00:00Z"));
    }

    private static Duration duration(JsonValue value) {
        return Times.duration(value.asString())
                .orElseThrow(() -> value.error(value.shortText() + " is not an ISO 8601 duration; use the form PT2H"));
    }

    private RuleFiles.@Nullable Rules rules(JsonObject version, FieldPath path) {
        JsonValue domain = version.required(DOMAIN);
        RuleFiles.Rules rules;
        if (domain.kind() == JsonValue.Kind.STRING) {
            rules = namedFile(version, domain, path);
        } else {
            if (version.optional(SHA256).isPresent()) {
                throw version.required(SHA256)
                        .error("sha256 is for a file name, and domain has the rules themselves; remove it");
            }
            rules = RuleFiles.rules(JsonDomains.read(domain));
        }
        if (rules != null && !rules.errors().isEmpty()) {
            findings.add(RuleHistory.invalid(path, rules.errors().size()).at(location(domain)));
            boolean isOther = domain.kind() == JsonValue.Kind.STRING;
            for (Finding error : rules.errors()) {
                findings.add(error.within(path.then(DOMAIN)).at(isOther ? location(domain) : error.location()));
            }
        }
        return rules;
    }

    private RuleFiles.@Nullable Rules namedFile(JsonObject version, JsonValue domain, FieldPath path) {
        String name = domain.asString();
        String expected = version.optional(SHA256)
                .orElseThrow(() -> domain.error("a file name needs sha256; add the checksum of the file"))
                .asString()
                .toLowerCase(Locale.ROOT);
        byte[] octets;
        try {
            octets = octets(file.resolveSibling(name));
        } catch (IOException | InvalidPathException e) {
            unusable(domain, path, name, "cannot be read; correct the name, which is relative to the history file");
            return null;
        }
        String actual = sha256(octets);
        if (!actual.equals(expected)) {
            unusable(
                    domain,
                    path,
                    name,
                    "has sha256 " + actual + " instead of " + expected
                            + "; restore the file, or correct sha256 if the rules are right");
            return null;
        }
        RuleFiles.Rules rules = RuleFiles.read(octets).orElse(null);
        if (rules == null) {
            unusable(domain, path, name, "is not in any format that is read; use one that mape lint reads");
        }
        return rules;
    }

    private void unusable(JsonValue domain, FieldPath path, String name, String message) {
        findings.add(new Finding(
                FindingId.H04,
                Severity.ERROR,
                path.then(DOMAIN),
                name,
                message,
                FindingId.H04.clause(),
                location(domain)));
    }

    static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }
}
