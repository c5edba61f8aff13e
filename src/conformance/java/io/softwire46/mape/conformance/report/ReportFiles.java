package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a run. Equal results have equal files, apart from {@code started} and the seconds.
 *
 * <p>Static methods only.
 */
public final class ReportFiles {
    private static final String CASES = "cases";

    private ReportFiles() {}

    /**
     * Writes {@code report.json}, {@code report.html}, {@code junit.xml}, {@code badge.json} and {@code cases}, in place of
     * those of an earlier run.
     *
     * @param directory created if it does not exist
     * @throws IOException if a file cannot be written
     */
    public static void write(RunResult run, Path directory) throws IOException {
        Files.createDirectories(directory);
        remove(directory.resolve(CASES));
        Files.writeString(directory.resolve("report.json"), ReportJson.of(run));
        Files.writeString(directory.resolve("report.html"), HtmlReport.of(run));
        Files.writeString(directory.resolve("junit.xml"), JunitXml.of(run));
        Files.writeString(directory.resolve("badge.json"), Badge.json(run, Catalogue.properties()));
        for (PropertyResult property : run.properties()) {
            for (int i = 0; i < property.cases().size(); i++) {
                CaseDirectory.write(directory, run, property, i);
            }
        }
    }

    /** Removes the cases of an earlier run, and nothing else: only files with the names that this class writes. */
    private static void remove(Path cases) throws IOException {
        if (!Files.isDirectory(cases)) {
            return;
        }
        List<Path> old;
        try (Stream<Path> found = Files.walk(cases, 2)) {
            old = found.filter(path -> CaseDirectory.isOne(cases.relativize(path)))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : old) {
            if (!Files.isDirectory(path) || isEmpty(path)) {
                Files.delete(path);
            }
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.findAny().isEmpty();
        }
    }
}
