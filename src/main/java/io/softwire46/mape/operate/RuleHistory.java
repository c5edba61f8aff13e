package io.softwire46.mape.operate;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.operate.lookup.RuleTimeline;
import io.softwire46.mape.operate.lookup.TimelineBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a network over time, compiled for look-ups. Versions share the rules that are equal, so the size grows with the
 * changes.
 *
 * <p>Immutable.
 */
public final class RuleHistory {
    private final RuleTimeline rules;
    private final VersionTimes times;
    private final List<Instant> beginnings;
    private final List<Finding> findings;

    private RuleHistory(RuleTimeline rules, VersionTimes times, List<Instant> beginnings, List<Finding> findings) {
        this.rules = rules;
        this.times = times;
        this.beginnings = List.copyOf(beginnings);
        this.findings = List.copyOf(findings);
    }

    /**
     * Reads a history file, and the rule files that it names.
     *
     * @param file JSON with versions; names of rule files are relative to it
     * @return the history
     * @throws IOException if a file cannot be read
     * @throws MapConfigurationException with findings about the text, H01, H02, H04 or H05
     */
    public static RuleHistory load(Path file) throws IOException {
        return read(file, version -> {});
    }

    /**
     * Reads a history file, and gives its versions to a consumer, one by one.
     *
     * @param file as in {@link #load}
     * @param consumer takes the versions in the order of the file, up to the first error
     * @return the history
     * @throws IOException if a file cannot be read
     * @throws MapConfigurationException as {@link #load}, after the last version
     */
    public static RuleHistory read(Path file, Consumer<RuleVersion> consumer) throws IOException {
        Compiler compiler = new Compiler();
        HistoryFile.Summary read = HistoryFile.read(file, (version, path, location) -> {
            compiler.add(version, path, location);
            if (!compiler.hasError()) {
                consumer.accept(version);
            }
        });
        return compiler.finish(read.findings(), read.versionCount());
    }

    /**
     * Compiles versions.
     *
     * @param versions at least one, in the order of time, not overlapping
     * @return the history
     * @throws MapConfigurationException with findings H01, H02, H04 or H05
     */
    public static RuleHistory of(List<RuleVersion> versions) {
        Compiler compiler = new Compiler();
        for (int i = 0; i < versions.size(); i++) {
            compiler.add(versions.get(i), FieldPath.of("versions", i), Location.NONE);
        }
        return compiler.finish(List.of(), versions.size());
    }

    /**
     * Returns the text of a history file with another version at its end. The rules are embedded, so that a later change of a rule
     * file does not change the past. The last version ends where the new one begins, unless it ends before; the rest of the text
     * keeps its meaning. Adding the same rules at the same time again changes nothing.
     *
     * @param text the history; null for a new one
     * @param version the rules, with their beginning and a note
     * @return the new text; {@code text} itself if the history ends with this version
     * @throws MapConfigurationException if the text is no history, or the version does not begin after the last one
     */
    public static String add(@Nullable String text, RuleVersion version) {
        return HistoryAddition.add(text, version);
    }

    /**
     * Returns the warnings about the history: gaps between versions (H03).
     *
     * @return an immutable list
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Returns the number of versions.
     *
     * @return at least 1
     */
    public int versionCount() {
        return beginnings.size();
    }

    /**
     * Returns the beginnings of the versions.
     *
     * @return an immutable list in the order of time
     */
    public List<Instant> beginnings() {
        return beginnings;
    }

    /**
     * Returns the number of octets of the compiled rules, without their names.
     *
     * @return an estimate
     */
    public long octets() {
        return rules.octets();
    }

    RuleTimeline rules() {
        return rules;
    }

    VersionTimes times() {
        return times;
    }

    /** Returns the numbers of versions and different rules. */
    @Override
    public String toString() {
        return "RuleHistory[versions=" + beginnings.size() + ", rules=" + rules.lineCount() + "]";
    }

    /** Checks versions, and adds them to the table. */
    private static final class Compiler {
        private final TimelineBuilder builder = new TimelineBuilder();
        private final List<Finding> findings = new ArrayList<>();
        private final List<Instant> beginnings = new ArrayList<>();
        private final List<Long> ends = new ArrayList<>();
        private final List<Long> graces = new ArrayList<>();

        void add(RuleVersion version, FieldPath path, Location location) {
            int before = findings.size();
            check(version, path);
            findings.subList(before, findings.size()).replaceAll(finding -> finding.at(location));
            beginnings.add(version.from());
            ends.add(version.until() == null ? Long.MAX_VALUE : version.until().toEpochMilli());
            graces.add(version.grace().toMillis());
            if (!hasError()) {
                builder.add(
                        version.domains().stream().map(ConfiguredDomain::domain).toList(), version.ruleNames());
            }
        }

        boolean hasError() {
            return findings.stream().anyMatch(Finding::isError);
        }

        private void check(RuleVersion version, FieldPath path) {
            order(version, path);
            List<Finding> between = Contradictions.between(version.domains());
            if (version.domains().isEmpty() || !between.isEmpty()) {
                findings.add(invalid(path, between.size()));
                between.forEach(finding -> findings.add(finding.within(path.then("domain"))));
            }
        }

        private void order(RuleVersion version, FieldPath path) {
            Instant until = version.until();
            if (until != null && !until.isAfter(version.from())) {
                error(
                        FindingId.H02,
                        path.then("until"),
                        until,
                        "is not after from " + version.from() + "; correct one of them");
            }
            if (beginnings.isEmpty()) {
                return;
            }
            Instant previous = beginnings.get(beginnings.size() - 1);
            long end = ends.get(ends.size() - 1);
            if (!version.from().isAfter(previous)) {
                error(
                        FindingId.H02,
                        path.then("from"),
                        version.from(),
                        "is not after from " + previous + " of the version before; sort the versions");
            } else if (end == Long.MAX_VALUE) {
                error(
                        FindingId.H01,
                        path.then("from"),
                        version.from(),
                        "is in the version before, which has no end; set until of that version");
            } else if (version.from().toEpochMilli() < end) {
                error(
                        FindingId.H01,
                        path.then("from"),
                        version.from(),
                        "is before until " + Instant.ofEpochMilli(end)
                                + " of the version before; let the version begin there");
            } else if (version.from().toEpochMilli() > end) {
                findings.add(new Finding(
                        FindingId.H03,
                        Severity.WARNING,
                        path.then("from"),
                        version.from().toString(),
                        "leaves a gap after until " + Instant.ofEpochMilli(end)
                                + " of the version before; add the version that was valid there",
                        FindingId.H03.clause()));
            }
        }

        private void error(FindingId id, FieldPath path, Instant value, String message) {
            findings.add(new Finding(id, Severity.ERROR, path, value.toString(), message, id.clause()));
        }

        RuleHistory finish(List<Finding> others, int versionCount) {
            List<Finding> all = new ArrayList<>(others);
            all.addAll(findings);
            if (versionCount == 0 && all.stream().noneMatch(Finding::isError)) {
                all.add(new Finding(
                        FindingId.H05,
                        Severity.ERROR,
                        "versions",
                        "[]",
                        "is empty; add a version, with mape lookup --add",
                        FindingId.H05.clause()));
            }
            MapConfigurationException.throwIfAnyError(all);
            long[] from = beginnings.stream().mapToLong(Instant::toEpochMilli).toArray();
            long[] until = ends.stream().mapToLong(Long::longValue).toArray();
            long[] grace = graces.stream().mapToLong(Long::longValue).toArray();
            return new RuleHistory(builder.build(), new VersionTimes(from, until, grace), beginnings, all);
        }
    }

    /** Returns H04 about the rules of a version. */
    static Finding invalid(FieldPath version, int errors) {
        String what = errors == 0 ? "has no domain; add one" : "has " + errors + (errors == 1 ? " error" : " errors");
        return new Finding(
                FindingId.H04,
                Severity.ERROR,
                version.then("domain"),
                Finding.MISSING,
                what + (errors == 0 ? "" : " in its rules; correct the rules"),
                FindingId.H04.clause());
    }
}
