package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.report.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code matrix}: several reports on one page. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        description = "Write one page with the results of several products, by clause.",
        footer = {"", "Example:", "  java -jar mape-conformance.jar matrix report-a report-b --out matrix.html"})
final class MatrixCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "Directories of reports, in the order of the columns.")
    private List<Path> directories = List.of();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The page.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        List<String> reports = new ArrayList<>();
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                throw new ToolException(directory + ": is not a directory; name the --out of a run");
            }
            reports.add(InputText.json(directory.resolve("report.json"), text -> {
                Matrix.html(List.of(text)); // so that an error names its file
                return text;
            }));
        }
        Files.writeString(Objects.requireNonNull(out), Matrix.html(reports));
        return ExitStatus.CONFORMS;
    }
}
