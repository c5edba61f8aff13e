package io.softwire46.mape.throughput;

import io.softwire46.mape.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the suite and writes the report, writes a report of existing results, or compares two runs.
 *
 * <pre>
 *   run quick|full|tiny DIRECTORY     jmh.json, machine.properties, report.html and report.md
 *   report DIRECTORY                  the report again
 *   check BEFORE NOW                  exit status 1 if a row is slower, is missing or allocates more
 * </pre>
 */
public final class Throughput {
    private static final String JSON = "jmh.json";
    private static final String MACHINE = "machine.properties";
    private static final int REFUSED = 2;

    private Throughput() {}

    /** Exit status 0: done; 1: a regression; 2: bad usage or unreadable input. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        System.exit(status(arguments));
    }

    static int status(String... arguments) throws IOException, RunnerException {
        String command = arguments.length == 0 ? "" : arguments[0];
        if (command.equals("run") && arguments.length == 3) {
            return run(arguments[1], Path.of(arguments[2]));
        }
        if (command.equals("report") && arguments.length == 2) {
            return report(Path.of(arguments[1]));
        }
        if (command.equals("check") && arguments.length == 3) {
            return check(Path.of(arguments[1]), Path.of(arguments[2]));
        }
        System.err.println("run quick|full|tiny DIRECTORY, report DIRECTORY, or check BEFORE NOW");
        return REFUSED;
    }

    /** A property without a value selects the quick size. */
    private static Optional<Suite.Size> size(String text) {
        String name = text.equals("true") || text.isEmpty() ? "QUICK" : text.toUpperCase(Locale.ROOT);
        return Arrays.stream(Suite.Size.values())
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    /** Returns the rows of a file; without valid rows, prints the reason. */
    private static Optional<Results> read(Path file, String remedy) throws IOException {
        String problem = "cannot be read";
        if (Files.isReadable(file)) {
            try {
                return Optional.of(Results.read(file));
            } catch (JsonException cause) {
                problem = "is not what JMH writes, " + cause.getMessage();
            }
        }
        System.err.println(file + " " + problem + "; " + remedy);
        return Optional.empty();
    }

    private static int run(String text, Path directory) throws IOException, RunnerException {
        Optional<Suite.Size> size = size(text);
        if (size.isEmpty()) {
            System.err.println("throughput \"" + text + "\" is no size; give quick or full, or report or check");
            return REFUSED;
        }
        Files.createDirectories(directory);
        Machine.write(directory.resolve(MACHINE), size.get());
        new SuiteRun(size.get(), directory.resolve(JSON)).run();
        return report(directory);
    }

    private static int report(Path directory) throws IOException {
        Optional<Results> results = read(directory.resolve(JSON), "run quick or full first");
        if (results.isEmpty()) {
            return REFUSED;
        }
        Properties machine = Machine.read(directory.resolve(MACHINE));
        Report report = Report.of(results.get(), machine);
        Files.writeString(directory.resolve("report.md"), MarkdownReport.text(report));
        Files.writeString(directory.resolve("report.html"), HtmlReport.text(report));
        System.out.println("Report: " + directory.resolve("report.html") + " and report.md");
        return 0;
    }

    private static int check(Path before, Path now) throws IOException {
        Optional<Results> old = read(before, "give the jmh.json of two runs");
        Optional<Results> present = read(now, "give the jmh.json of two runs");
        if (old.isEmpty() || present.isEmpty()) {
            return REFUSED;
        }
        List<RegressionCheck.Change> changes = RegressionCheck.compare(old.get(), present.get());
        System.out.print(RegressionText.of(changes));
        return changes.stream().anyMatch(RegressionCheck::isRegression) ? 1 : 0;
    }
}
