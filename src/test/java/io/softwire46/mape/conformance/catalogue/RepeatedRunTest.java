package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.Replay;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.engine.Runner;
import io.softwire46.mape.conformance.report.ReportFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal seeds and products give equal files, octet for octet, apart from the times. */
class RepeatedRunTest {
    private static FaultyRelay target() {
        return new FaultyRelay(Fault.TTL_UNCHANGED, Fault.OPTIONS_LOST, Fault.A_0_UNCHECKED);
    }

    private static RunResult run(long seed) {
        RunOptions options =
                RunOptions.CORPUS.withOnly(List.of("DWN-*", "UP-0*")).withCases(seed, 300);
        return new Runner(options, RepeatedRunTest::target, Progress.NONE).run();
    }

    /** The files below a directory, without the times in them. */
    private static Map<String, String> files(RunResult result, Path directory) throws IOException {
        ReportFiles.write(result, directory);
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(
                            directory.relativize(file).toString(),
                            text(file)
                                    .replaceAll("\"started\": ?\"[^\"]*\"", "started")
                                    .replaceAll("\"seconds\": ?[0-9.]+", "seconds")
                                    .replaceAll("time=\"[0-9.]+\"", "time")
                                    .replaceAll("timestamp=\"[^\"]*\"", "timestamp")
                                    .replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+ ?(Z|UTC)?", "date")
                                    .replaceAll("[0-9.]+ s(econds)?\\b", "duration")));
        }
        return files;
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void equalSeedsGiveEqualFiles(@TempDir Path directory) throws IOException {
        Map<String, String> first = files(run(7), directory.resolve("first"));
        assertEquals(first, files(run(7), directory.resolve("second")));
        assertFalse(
                first.keySet().stream().noneMatch(name -> name.startsWith("cases/DWN-06")), first.keySet()::toString);
    }

    /** Shrunk cases have one rule, and fail in the same mode when they are read back and judged again. */
    @Test
    void shrunkCasesAreSmallAndFailAgain() {
        for (var property : run(3).properties()) {
            for (var failed : property.cases()) {
                assertEquals(
                        1,
                        failed.testCase().setup().domains().get(0).rules().size(),
                        () -> property.property().id() + " " + failed.testCase());
                String text = CaseJson.write(
                        new CaseJson.Stored("1.0", 3L, failed.judgement().mode(), failed.testCase()));
                Replay replay = Replay.of(CaseJson.read(text).testCase(), RepeatedRunTest::target);
                assertEquals(
                        failed.judgement().mode(),
                        replay.failed().orElseThrow().judgement().mode(),
                        text);
            }
        }
    }
}
