package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.engine.Replay;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.report.Explanation;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: judges one case again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Judge one case again.",
        footer = {
            "",
            "Exit status as for run: 0 passes, 1 fails, 2 bad usage, 3 error of the adapter or the kit.",
            "",
            "Example:",
            "  java -jar mape-conformance.jar replay --target mape conformance-report/cases/DWN-04-misdelivered-1/case.json"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final String CASE = "case.json";

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "A case, such as cases/DWN-04-misdelivered-1/case.json, or its directory.")
    private @Nullable Path file;

    @Option(names = "--strict", description = "Fail if the case is one of a SHOULD and fails.")
    private boolean strict;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Path named = Objects.requireNonNull(file);
        Path read = Files.isDirectory(named) ? named.resolve(CASE) : named;
        CaseJson.Stored stored = InputText.json(read, CaseJson::read);
        requireKnown(read, stored.testCase().property());
        TargetFactory factory = target.factory(stored.suite());
        Replay replay = Replay.of(stored.testCase(), factory);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (replay.failed().isPresent()) {
            Property property = property(stored.testCase());
            out.println("fails: " + replay.failed().get().judgement().mode());
            out.print(Explanation.of(replay.failed().get()).text(property));
            return fails(property.level()) ? ExitStatus.FAILED : ExitStatus.CONFORMS;
        }
        if (!replay.error().isEmpty()) {
            throw new AdapterFailure(replay.error());
        }
        if (!replay.unchecked().isEmpty()) {
            out.println("not checked: " + replay.unchecked());
            return ExitStatus.NOT_EXERCISED;
        }
        out.println("passes");
        return ExitStatus.CONFORMS;
    }

    private static void requireKnown(Path file, String id) {
        if (!id.isEmpty()
                && Catalogue.properties().stream().noneMatch(each -> each.id().equals(id))) {
            throw new ToolException(
                    file + ": property " + id + " is not part of this suite; use an id that list prints, or none");
        }
    }

    private boolean fails(Level level) {
        return level.isRequired() || (strict && level == Level.SHOULD);
    }

    /** The property of a case; a case made by hand may name none, and then it matters as much as a MUST. */
    private static Property property(TestCase testCase) {
        return Catalogue.properties().stream()
                .filter(each -> each.id().equals(testCase.property()))
                .findFirst()
                .orElse(new Property(
                        testCase.property().isEmpty() ? "case" : testCase.property(),
                        Level.MUST,
                        "no clause",
                        "a case made by hand",
                        "",
                        Set.of(),
                        List.of(),
                        0,
                        List.of(),
                        List.of()));
    }
}
