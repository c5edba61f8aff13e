package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.KnownFailures.Line;
import io.softwire46.mape.conformance.judge.Level;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes results of what the cases have shown: known failures, levels, minimum numbers of checks.
 *
 * <p>Not thread-safe.
 */
final class RunResultBuilder {
    private final RunOptions options;
    private final Capabilities capabilities;
    private final Instant started;
    private final List<Tally> tallies;
    private final List<String> remarks;

    /** Lines that explain an observed failure. */
    private final Set<Line> met = new LinkedHashSet<>();

    RunResultBuilder(
            RunOptions options, Capabilities capabilities, Instant started, List<Tally> tallies, List<String> remarks) {
        this.options = options;
        this.capabilities = capabilities;
        this.started = started;
        this.tallies = tallies;
        this.remarks = remarks;
    }

    /** Why the product does not take part in a property, if it says so. */
    static Optional<String> unsupported(Capabilities capabilities, Property property) {
        return capabilities.unsupported().stream()
                .filter(each -> each.matches(property.id()))
                .map(Capabilities.Unsupported::reason)
                .findFirst();
    }

    RunResult build() {
        tallies.forEach(this::findKnown);
        List<PropertyResult> properties = tallies.stream().map(this::result).toList();
        List<String> unmet = unmet(properties);
        int exit = ExitStatus.of(properties, unmet, options.strict());
        return new RunResult(
                Version.kit(),
                options.suite(),
                capabilities,
                options.seed(),
                started,
                properties,
                remarks,
                unmet,
                exit);
    }

    private PropertyResult result(Tally tally) {
        Property property = tally.property;
        List<String> missing = property.classes().stream()
                .filter(name -> tally.reachable.contains(name) && !tally.classes.containsKey(name))
                .toList();
        List<String> notSupported = property.classes().stream()
                .filter(name -> !tally.reachable.contains(name))
                .toList();
        Optional<String> declared = unsupported(capabilities, property);
        Result result;
        String reason = "";
        if (declared.isPresent()) {
            result = Result.UNSUPPORTED;
            reason = declared.get();
        } else if (tally.errors > 0) {
            result = Result.ERROR;
            reason = tally.error + (tally.errors > 1 ? " (" + tally.errors + " errors)" : "");
        } else if (tally.reachable.isEmpty()) {
            result = Result.UNSUPPORTED;
            reason = "no case is inside of the declared limits, kinds, formats, options, queries and observations";
        } else {
            result = judged(tally);
            reason = knownReason(tally, result);
            boolean tooFew = tally.effective < property.minimum() || !missing.isEmpty();
            if (tooFew && (result == Result.PASS || result == Result.KNOWN)) {
                result = Result.NOT_EXERCISED;
                reason = missing.isEmpty()
                        ? tally.effective + " of " + property.minimum() + " effective checks"
                        : "classes not met: " + String.join(", ", missing);
            }
        }
        return new PropertyResult(
                property,
                result,
                property.level() == Level.DECISION && !tally.failures.isEmpty(),
                reason,
                tally.effective,
                tally.classes,
                tally.failedClasses,
                notSupported,
                tally.nanos / 1_000_000,
                tally.first.values().stream()
                        .map(first -> new FailedCase(
                                first.run.testCase(),
                                first.run.judgement(),
                                first.run.seen(),
                                first.failures,
                                first.shrunk))
                        .toList());
    }

    /** The reasons of the lines that explain the failures, or the lines that explain none any more. */
    private String knownReason(Tally tally, Result result) {
        return switch (result) {
            case KNOWN ->
                lines(tally.property).stream()
                        .filter(met::contains)
                        .map(line -> "known: " + line.reason())
                        .collect(Collectors.joining("; "));
            case FIXED ->
                lines(tally.property).stream()
                        .filter(line -> !met.contains(line))
                        .map(line -> "passes, but line " + line.number()
                                + " of the known failures expects otherwise; remove it: " + line.text())
                        .collect(Collectors.joining("; "));
            default -> "";
        };
    }

    private Result judged(Tally tally) {
        List<Line> about = lines(tally.property);
        boolean allKnown = tally.failures.stream()
                .allMatch(failure -> line(about, tally, failure).isPresent());
        if (tally.property.level() == Level.DECISION) {
            return Result.PASS;
        }
        if (!tally.failures.isEmpty() && !allKnown) {
            return tally.flaky ? Result.FLAKY : Result.FAIL;
        }
        boolean fixed = tally.effective > 0 && about.stream().anyMatch(line -> !met.contains(line));
        return fixed ? Result.FIXED : tally.failures.isEmpty() ? Result.PASS : Result.KNOWN;
    }

    /** Finds the lines that explain a failure of some property: a line about a group is true if one of the group fails. */
    private void findKnown(Tally tally) {
        List<Line> about = lines(tally.property);
        tally.failures.forEach(failure -> line(about, tally, failure).ifPresent(met::add));
    }

    private static Optional<Line> line(List<Line> about, Tally tally, Tally.Failure failure) {
        return about.stream()
                .filter(each -> each.matches(tally.property.id(), failure.mode(), failure.classes()))
                .findFirst();
    }

    private List<Line> lines(Property property) {
        return options.known().lines().stream()
                .filter(line -> line.isAbout(property.id()))
                .toList();
    }

    private List<String> unmet(List<PropertyResult> properties) {
        LocalDate today = LocalDate.now(Clock.systemUTC());
        List<String> unmet = new ArrayList<>();
        for (Line line : options.known().lines()) {
            List<PropertyResult> about = properties.stream()
                    .filter(each -> line.isAbout(each.property().id()))
                    .toList();
            LocalDate until = line.until();
            if (about.isEmpty()) {
                continue; // outside of what is run
            }
            if (until != null && today.isAfter(until)) {
                unmet.add("line " + line.number() + " is expired since " + until + ": " + line.text());
            } else if (!met.contains(line) && about.stream().allMatch(each -> each.effective() == 0)) {
                unmet.add("line " + line.number() + " was never met: " + line.text());
            }
        }
        return unmet;
    }
}
