package io.softwire46.mape.throughput;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the suite and writes the report, writes a report of results that are there, or compares two runs.
 *
 * <pre>
 *   run quick|full|tiny DIRECTORY     jmh.json, machine.properties, report.html and report.md
 *   report DIRECTORY                  the report again
 *   check BEFORE NOW                  exit status 1 where a row is slower or gone or allocates more
 * </pre>
 */
public final class Throughput {
    private static final String JSON = "jmh.json";
    private static final String MACHINE = "machine.properties";

    private Throughput() {}

    /** Exit status 0: done; 1: a regression; 2: bad usage or unreadable input. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        String command = arguments.length == 0 ? "" : arguments[0];
        int status = 2;
        if (command.equals("run") && arguments.length == 3) {
            status = run(size(arguments[1]), Path.of(arguments[2]));
        } else if (command.equals("report") && arguments.length == 2) {
            status = report(Path.of(arguments[1]));
        } else if (command.equals("check") && arguments.length == 3) {
            status = check(Path.of(arguments[1]), Path.of(arguments[2]));
        } else {
            System.err.println("run quick|full|tiny DIRECTORY, report DIRECTORY, or check BEFORE NOW");
        }
        System.exit(status);
    }

    /** A property without a value is the quick size. */
    private static Suite.Size size(String text) {
        return text.equals("true") || text.isEmpty()
                ? Suite.Size.QUICK
                : Suite.Size.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static int run(Suite.Size size, Path directory) throws IOException, RunnerException {
        Files.createDirectories(directory);
        Machine.write(directory.resolve(MACHINE), size);
        new SuiteRun(size, directory.resolve(JSON)).run();
        return report(directory);
    }

    private static int report(Path directory) throws IOException {
        Properties machine = Machine.read(directory.resolve(MACHINE));
        Report report = Report.of(Results.read(directory.resolve(JSON)), machine);
        Files.writeString(directory.resolve("report.md"), MarkdownReport.text(report));
        Files.writeString(directory.resolve("report.html"), HtmlReport.text(report));
        System.out.println("Report: " + directory.resolve("report.html") + " and report.md beside it");
        return 0;
    }

    private static int check(Path before, Path now) throws IOException {
        for (Path file : List.of(before, now)) {
            if (!Files.isReadable(file)) {
                System.err.println(file + " cannot be read; give the jmh.json of two runs");
                return 2;
            }
        }
        List<RegressionCheck.Change> changes = RegressionCheck.compare(Results.read(before), Results.read(now));
        System.out.print(RegressionText.of(changes));
        return changes.stream().anyMatch(RegressionCheck::isRegression) ? 1 : 0;
    }
}
