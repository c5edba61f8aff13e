package io.softwire46.mape.conformance.report;

import io.softwire46.mape.capture.PcapWriter;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory of a failed case: the case itself, captures of its packets, and texts.
 *
 * <p>Static methods only.
 */
final class CaseDirectory {
    private static final List<String> FILES =
            List.of("case.json", "expected.txt", "seen.txt", "explain.txt", "stderr.txt", "in.pcap", "out.pcap");

    private CaseDirectory() {}

    /** Returns the name of the directory of the n-th case of a property, relative to that of the report. */
    static String name(PropertyResult property, int index) {
        FailedCase failed = property.cases().get(index);
        long number = property.cases().subList(0, index + 1).stream()
                .filter(each -> each.judgement().mode() == failed.judgement().mode())
                .count();
        String id = property.property().id().replaceAll("[^A-Za-z0-9-]", "_");
        return "cases/" + id + "-" + failed.judgement().mode() + "-" + number;
    }

    /** Returns whether a path below {@code cases} is one of those that are written there. */
    static boolean isOne(Path path) {
        String name = path.getName(0).toString();
        boolean directory = name.matches("[A-Za-z0-9_-]+-[a-z-]+-[0-9]+");
        return directory
                && (path.getNameCount() == 1 || FILES.contains(path.getName(1).toString()));
    }

    static void write(Path report, RunResult run, PropertyResult property, int index) throws IOException {
        FailedCase failed = property.cases().get(index);
        Path directory = Files.createDirectories(report.resolve(name(property, index)));
        TestCase testCase = failed.testCase();
        String json = CaseJson.write(
                new CaseJson.Stored(run.suite(), run.seed(), failed.judgement().mode(), testCase));
        Files.writeString(directory.resolve("case.json"), json);
        Explanation explanation = Explanation.of(failed);
        Files.writeString(directory.resolve("expected.txt"), expected(explanation));
        Files.writeString(directory.resolve("seen.txt"), seen(explanation));
        Optional<String> steps = CaseSteps.of(testCase);
        if (steps.isPresent()) {
            Files.writeString(directory.resolve("explain.txt"), steps.get());
        }
        Files.writeString(directory.resolve("stderr.txt"), failed.seen().stderr());
        List<byte[]> in = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (Step step : testCase.steps()) {
            if (step instanceof Step.Packet packet) {
                in.add(packet.sent().octets());
                times.add(packet.sent().atNanos());
            }
        }
        capture(directory.resolve("in.pcap"), in, times);
        List<byte[]> out =
                failed.seen().outputs().stream().map(Received::octets).toList();
        capture(directory.resolve("out.pcap"), out, out.stream().map(each -> 0L).toList());
    }

    private static String expected(Explanation explanation) {
        return lines("configured", explanation.configuration())
                + lines("sent", explanation.sent())
                + lines("allowed", explanation.allowed());
    }

    private static String seen(Explanation explanation) {
        return lines("seen", explanation.seen())
                + lines("first difference", List.of(explanation.difference()))
                + lines("next step", List.of(explanation.next()));
    }

    private static String lines(String name, List<String> lines) {
        StringBuilder out = new StringBuilder(name).append(":\n");
        lines.forEach(line -> out.append("  ").append(Escaped.line(line)).append('\n'));
        return out.toString();
    }

    private static void capture(Path file, List<byte[]> packets, List<Long> times) throws IOException {
        try (PcapWriter writer = PcapWriter.create(file)) {
            for (int i = 0; i < packets.size(); i++) {
                byte[] packet = packets.get(i);
                int length = Math.min(packet.length, PcapWriter.MAX_PACKET_OCTETS);
                writer.write(times.get(i), ByteBuffer.wrap(packet), 0, length);
            }
            writer.commit();
        }
    }
}
