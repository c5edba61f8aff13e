package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.Terminal;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.adapter.Interruption;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.engine.KnownFailureException;
import io.softwire46.mape.conformance.engine.KnownFailures;
import io.softwire46.mape.conformance.engine.KnownFailuresText;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.engine.Runner;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.conformance.report.ReportFiles;
import io.softwire46.mape.conformance.report.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: judges a product and writes reports. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Judge a product: first the corpus, then random cases.",
        footer = {
            "",
            "Durations are a number and ms, s, m or h. Exit status: 0 conforms, 1 does not conform, 2 bad usage,",
            "3 error of the adapter or the kit, 4 too little was checked.",
            "",
            "Example:",
            "  java -jar mape-conformance.jar run --target mape --time 0"
        })
final class RunCommand implements Callable<Integer> {
    private static final String SUITE = "1.0";

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(names = "--suite", paramLabel = "VERSION", description = "Version of the catalogue. Default: 1.0.")
    private String suite = SUITE;

    @Option(
            names = "--only",
            paramLabel = "IDS",
            split = ",",
            description = "Properties, separated by commas, such as UP-*,FRG-06. Default: all.")
    private List<String> only = List.of();

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "must (with ROBUST), should (and these), or all (and decisions). Default: all.")
    private String level = "all";

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the random cases. Default: 1.")
    private long seed = 1;

    @Option(
            names = "--time",
            paramLabel = "DURATION",
            description = "Time for random cases; 0: corpus only. Default: 10m.")
    private Duration time = Duration.ofMinutes(10);

    @Option(names = "--cases", paramLabel = "N", description = "Number of random cases; 0: no limit. Default: 0.")
    private long cases;

    @Option(
            names = "--shrink-time",
            paramLabel = "DURATION",
            description = "Time for making all failed cases smaller; 0: none. Default: 60s.")
    private Duration shrinkTime = Duration.ofSeconds(60);

    @Option(names = "--known", paramLabel = "FILE", description = "List of known failures.")
    private @Nullable Path known;

    @Option(
            names = "--write-known",
            paramLabel = "FILE",
            description = "Write a list that names each failure of this run, without reasons.")
    private @Nullable Path writeKnown;

    @Option(names = "--out", paramLabel = "DIR", description = "Directory of the reports. Default: conformance-report.")
    private Path out = Path.of("conformance-report");

    @Option(names = "--strict", description = "Fail if a SHOULD fails.")
    private boolean strict;

    @Option(names = "--slow", description = "Add cases that wait and cases that are large.")
    private boolean slow;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        RunOptions options = options();
        TargetFactory factory = target.factory(suite);
        Files.createDirectories(out); // before the run, so that none is lost
        PrintWriter err = line.getErr();
        err.println("seed " + CaseJson.seedText(seed));
        AtomicReference<RunResult> written = new AtomicReference<>();
        Interruption.announced(() -> interrupted(line, written.get() != null), () -> {
            RunResult judged = judged(options, factory, err);
            Interruption.write(() -> {
                ReportFiles.write(judged, out);
                if (writeKnown != null) {
                    Files.writeString(writeKnown, KnownFailuresText.propose(judged));
                }
                written.set(judged);
            });
        });
        RunResult result = written.get();
        if (result == null) {
            return ExitStatus.ERROR; // interrupted
        }
        line.getOut().print(Summary.of(result, Terminal.isColoured("auto")));
        line.getOut().println();
        line.getOut().println("Report: " + out.resolve("report.html") + ", seed " + CaseJson.seedText(seed));
        return result.exit();
    }

    private static void interrupted(CommandLine line, boolean isWritten) {
        if (!isWritten) {
            line.getErr()
                    .println(line.getCommandSpec().qualifiedName()
                            + ": interrupted, so no report was written; start the run again");
            line.getErr().flush();
        }
    }

    private static RunResult judged(RunOptions options, TargetFactory factory, PrintWriter err) {
        TerminalProgress bar = Terminal.isErrorPresent() ? new TerminalProgress(err, System::nanoTime) : null;
        try {
            return new Runner(options, factory, bar == null ? Progress.NONE : bar).run();
        } catch (IllegalStateException e) {
            throw new AdapterFailure(String.valueOf(e.getMessage()));
        } finally {
            if (bar != null) {
                bar.end();
            }
        }
    }

    private RunOptions options() {
        if (!suite.equals(SUITE)) {
            throw new ToolException("--suite " + suite + ": is unknown; use " + SUITE);
        }
        if (cases < 0) {
            throw new ToolException("--cases " + cases + ": is negative; use 0 or more");
        }
        RunOptions options =
                new RunOptions(suite, ids(), levels(), seed, time, cases, shrinkTime, knownFailures(), strict, slow);
        boolean any =
                Catalogue.properties().stream().anyMatch(property -> options.includes(property.id(), property.level()));
        if (!any) {
            throw new ToolException("--only, --level: match no property; the command list shows all");
        }
        return options;
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (String each : only) {
            String id = each.strip();
            boolean matches = Catalogue.properties().stream()
                    .anyMatch(property -> id.endsWith("*")
                            ? property.id().startsWith(id.substring(0, id.length() - 1))
                            : property.id().equals(id));
            if (!matches) {
                throw new ToolException("--only " + id + ": matches no property; the command list shows all");
            }
            ids.add(id);
        }
        return ids;
    }

    private Set<Level> levels() {
        return switch (level) {
            case "must" -> EnumSet.of(Level.MUST, Level.ROBUST);
            case "should" -> EnumSet.of(Level.MUST, Level.ROBUST, Level.SHOULD);
            case "all" -> EnumSet.allOf(Level.class);
            default -> throw new ToolException("--level " + level + ": is unknown; use must, should or all");
        };
    }

    private KnownFailures knownFailures() {
        if (known == null) {
            return KnownFailures.NONE;
        }
        try {
            return KnownFailuresText.parse(InputText.read(known));
        } catch (KnownFailureException e) {
            throw new ToolException(known + ": " + e.getMessage());
        }
    }
}
