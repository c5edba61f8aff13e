package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerChanges;
import io.softwire46.mape.operate.diff.RuleSetDiff.Step;
import io.softwire46.mape.operate.diff.SubscriberChange;
import io.softwire46.mape.operate.lookup.Times;
import io.softwire46.mape.operate.redact.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code mape diff}: compares two rule sets by their effect on subscribers.
 */
@Command(
        name = "diff",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Compare two rule sets by their effect on subscribers: who keeps, moves, gains or loses.",
        footer = {
            "",
            "Exit status: 0 nothing changes, or no class of --fail-on has a subscriber; 1 something changes,",
            "or such a class has one; 2 bad usage or unreadable input. With --subscribers, the prefixes of",
            "the file and the options count; prefixes that no rule serves do not.",
            "",
            "Example:",
            "  mape diff old.json new.json --steps"
        })
public final class DiffCommand implements Callable<Integer> {
    private static final int MAX_LIMIT = 100_000;
    private static final String STANDARD_INPUT = "-";

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "Rules before, in any format that lint reads.")
    private Path oldFile = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW", description = "Rules after, in any format that lint reads.")
    private Path newFile = Path.of("");

    @Option(
            names = "--by",
            paramLabel = "SIDE",
            defaultValue = "prefix",
            description = "Count subscribers (prefix) or addresses and ports (ipv4). Default: ${DEFAULT-VALUE}.")
    private String by = "prefix";

    @Option(
            names = "--subscribers",
            paramLabel = "FILE",
            description = "Count these prefixes only: one per line, or the column prefix of CSV; - for standard input.")
    private @Nullable Path subscribersFile;

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            defaultValue = "PT24H",
            description = "How long CEs may use OLD after the change. Default: ${DEFAULT-VALUE}.")
    private String lease = "PT24H";

    @Option(names = "--steps", description = "Print the steps of the change in their order.")
    private boolean areStepsWanted;

    @Option(
            names = "--fail-on",
            paramLabel = "CLASS",
            split = ",",
            description =
                    "Exit with 1 only if one of these has subscribers: lost, new, length, kind, ipv4, ports, format, br.")
    private List<String> failOn = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "The maximum number of boxes and examples per class. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Option(names = "--json", description = "Print JSON. Default: text.")
    private boolean json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with pictures.")
    private @Nullable Path html;

    @Option(names = "--write", paramLabel = "DIR", description = "Write a domain file per step and lines for Junos.")
    private @Nullable Path directory;

    @Option(
            names = "--redact",
            description = "Replace rule prefixes and BR addresses by names such as V6-1, V4-1 and BR-1.")
    private boolean redact;

    @Override
    public Integer call() throws IOException {
        Set<SubscriberChange> failing = failing();
        Duration duration = checkUsage();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        List<RuleVersion> versions = versions(err);
        RuleVersion old = versions.get(0);
        RuleVersion now = versions.get(1);
        UnaryOperator<String> redactor = redactor(old, now);
        try {
            return compare(old, now, failing, duration, redactor);
        } catch (ToolException e) {
            throw new ToolException(redactor.apply(String.valueOf(e.getMessage())));
        }
    }

    private int compare(
            RuleVersion old,
            RuleVersion now,
            Set<SubscriberChange> failing,
            Duration duration,
            UnaryOperator<String> redactor)
            throws IOException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        DiffView view = view(old, now);
        DiffSubscribers subscribers = subscribersFile == null ? null : subscribers(view.diff(), subscribersFile);
        List<Step> steps = areStepsWanted || directory != null ? view.diff().steps(duration) : List.of();
        Map<SubscriberChange, BigInteger> counts = subscribers == null ? counts(view.diff()) : subscribers.counts();
        if (directory != null) {
            DiffFiles.write(directory, old, now, steps, err);
        }
        if (html != null) {
            DiffHtml page = new DiffHtml(view, name(oldFile), name(newFile));
            DiffFiles.write(html, redactor.apply(page.html(counts, steps)));
        }
        StringWriter text = new StringWriter();
        if (json) {
            printJson(text, view, counts, subscribers, steps);
        } else {
            printText(new PrintWriter(text), view, counts, subscribers, steps);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(redactor.apply(text.toString()));
        return status(failing, view, counts);
    }

    private Set<SubscriberChange> failing() {
        Set<SubscriberChange> failing = EnumSet.noneOf(SubscriberChange.class);
        for (String word : failOn) {
            failing.add(Arrays.stream(SubscriberChange.values())
                    .filter(each ->
                            each != SubscriberChange.UNCHANGED && each.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new ToolException("--fail-on " + JsonText.shorten(word) + ": is unknown; use "
                            + Arrays.stream(SubscriberChange.values())
                                    .filter(each -> each != SubscriberChange.UNCHANGED)
                                    .map(SubscriberChange::word)
                                    .collect(Collectors.joining(", ")))));
        }
        return failing;
    }

    private Duration checkUsage() {
        if (!by.equals("prefix") && !by.equals("ipv4")) {
            throw new ToolException("--by " + JsonText.shorten(by) + ": is unknown; use prefix or ipv4");
        }
        if (limit < 0 || limit > MAX_LIMIT) {
            throw new ToolException("--limit " + limit + ": is outside 0.." + MAX_LIMIT + "; use 20");
        }
        if (by.equals("ipv4") && subscribersFile != null) {
            throw new ToolException(
                    "--subscribers: conflicts with --by ipv4, which counts addresses and ports; remove one of them");
        }
        if (redact && directory != null) {
            throw new ToolException(
                    "--write: conflicts with --redact, as routers need the addresses; remove one of them");
        }
        long standardInputs = java.util.stream.Stream.of(oldFile, newFile, subscribersFile)
                .filter(each -> each != null && each.toString().equals(STANDARD_INPUT))
                .count();
        if (standardInputs > 1) {
            throw new ToolException("more than one input is standard input; name files");
        }
        OutputFiles files = new OutputFiles().input("OLD", oldFile).input("NEW", newFile);
        if (subscribersFile != null) {
            files.input("--subscribers", subscribersFile);
        }
        files.output("--html", html);
        return Times.duration(lease)
                .orElseThrow(() -> new ToolException("--lease " + JsonText.shorten(lease)
                        + ": is not an ISO 8601 duration of at most ten years; use the form PT24H"));
    }

    /** Reads both files even if the first is refused, so that one run names all errors. */
    private List<RuleVersion> versions(PrintWriter err) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("OLD", oldFile);
        files.put("NEW", newFile);
        List<RuleVersion> versions = new ArrayList<>();
        List<ToolException> refusals = new ArrayList<>();
        for (Map.Entry<String, Path> each : files.entrySet()) {
            try {
                versions.add(HistoryOptions.rules(each.getValue(), each.getKey(), Instant.EPOCH, redact, err));
            } catch (ToolException e) {
                refusals.add(e);
            }
        }
        if (refusals.isEmpty()) {
            return versions;
        }
        refusals.subList(0, refusals.size() - 1).forEach(each -> err.println(each.getMessage()));
        throw refusals.get(refusals.size() - 1);
    }

    private DiffView view(RuleVersion old, RuleVersion now) {
        try {
            return DiffView.of(old, now, limit);
        } catch (MapConfigurationException e) {
            throw new ToolException((isComparable(old) ? newFile : oldFile) + ": "
                    + Paragraph.oneLine(e.first().toString()));
        } catch (IllegalArgumentException e) {
            throw new ToolException(oldFile + ", " + newFile + ": " + e.getMessage());
        }
    }

    /** Returns whether no two domains have a Rule IPv6 prefix in common. */
    private static boolean isComparable(RuleVersion version) {
        try {
            RuleSetDiff.of(version.domains(), version.domains());
            return true;
        } catch (MapConfigurationException e) {
            return false;
        }
    }

    private DiffSubscribers subscribers(RuleSetDiff diff, Path file) throws IOException {
        boolean isStandardInput = file.toString().equals(STANDARD_INPUT);
        if (!isStandardInput && Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory; name the file");
        }
        try (InputStream in = isStandardInput ? System.in : Files.newInputStream(file)) {
            return DiffSubscribers.read(
                    diff,
                    new InputStreamReader(
                            in,
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .onMalformedInput(CodingErrorAction.REPORT)
                                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
                    name(file),
                    limit);
        } catch (CharacterCodingException e) {
            throw new ToolException(name(file) + ": is not UTF-8 text; save it as UTF-8");
        }
    }

    private static String name(Path file) {
        return file.toString().equals(STANDARD_INPUT) ? "standard input" : file.toString();
    }

    private static Map<SubscriberChange, BigInteger> counts(RuleSetDiff diff) {
        Map<SubscriberChange, BigInteger> counts = new EnumMap<>(SubscriberChange.class);
        diff.classes().forEach((change, count) -> counts.put(change, count.subscribers()));
        return counts;
    }

    private void printText(
            PrintWriter out,
            DiffView view,
            Map<SubscriberChange, BigInteger> counts,
            @Nullable DiffSubscribers subscribers,
            List<Step> steps) {
        DiffText text = new DiffText(out, view);
        if (by.equals("ipv4")) {
            text.owners(view.diff().owners(limit));
        } else {
            text.classes(counts);
            if (subscribers == null) {
                text.boxes();
            } else {
                text.subscribers(subscribers);
            }
        }
        text.together(view.diff().togetherFindings());
        text.options(limit);
        if (areStepsWanted) {
            text.steps(steps, view.diff().newFindings());
        }
        out.flush();
    }

    private void printJson(
            StringWriter out,
            DiffView view,
            Map<SubscriberChange, BigInteger> counts,
            @Nullable DiffSubscribers subscribers,
            List<Step> steps) {
        RuleSetDiff diff = view.diff();
        OwnerChanges owners = by.equals("ipv4") ? diff.owners(limit) : diff.owners();
        DiffJson object = new DiffJson(out, view);
        object.classes(counts, subscribers == null);
        object.boxes(subscribers == null);
        object.owners(owners);
        object.together(diff.togetherFindings(), limit);
        object.options();
        object.steps(steps);
        object.subscribers(subscribers);
        object.end();
    }

    private UnaryOperator<String> redactor(RuleVersion old, RuleVersion now) {
        if (!redact) {
            return text -> text;
        }
        List<ConfiguredDomain> all = new ArrayList<>(old.domains());
        all.addAll(now.domains());
        return Redactor.of(all)::redact;
    }

    private static int status(Set<SubscriberChange> failing, DiffView view, Map<SubscriberChange, BigInteger> counts) {
        if (!failing.isEmpty()) {
            boolean fails = failing.stream()
                    .anyMatch(each -> Objects.requireNonNull(counts.get(each)).signum() > 0);
            return fails ? ExitStatus.NEGATIVE : ExitStatus.DONE;
        }
        boolean isChanged = !view.diff().options().isEmpty()
                || counts.entrySet().stream()
                        .anyMatch(each -> each.getKey() != SubscriberChange.UNCHANGED
                                && each.getValue().signum() > 0);
        return isChanged ? ExitStatus.NEGATIVE : ExitStatus.DONE;
    }
}
