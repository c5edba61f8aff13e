package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.testing.Program;
import io.softwire46.mape.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code mape lookup} on output of other programs, in {@code vectors/lookup}. The answers there follow by hand from the
 * first example of RFC 7597 appendix A.
 */
class LookupSamplesTest {
    private static final Path FOLDER = Path.of("vectors", "lookup");

    static Stream<JsonObject> samples() {
        return Vectors.read("lookup/samples.json").asObject().required("samples").asArray().stream()
                .map(JsonValue::asObject);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void answersSamples(JsonObject sample) {
        List<Object> arguments = new ArrayList<>(List.of(
                "lookup",
                "--history",
                FOLDER.resolve("history.json"),
                "--in",
                FOLDER.resolve(sample.required("file").asString()),
                "--format",
                sample.required("format").asString()));
        sample.required("options").asArray().forEach(each -> arguments.add(each.asString()));
        check(sample, Tool.run(arguments.toArray()));
        arguments.add("--json");
        check(sample, Tool.run(arguments.toArray()));
    }

    private static void check(JsonObject sample, Tool run) {
        List<JsonObject> expected = sample.required("answers").asArray().stream()
                .map(JsonValue::asObject)
                .toList();
        boolean isFound =
                expected.stream().allMatch(each -> text(each, "result").startsWith("FOUND"));
        assertEquals(isFound ? 0 : 1, run.status(), run.err());
        List<JsonObject> answers = run.out().startsWith("{") ? jsonAnswers(run) : columnAnswers(run, sample);
        assertEquals(expected.size(), answers.size(), run.out());
        for (int i = 0; i < answers.size(); i++) {
            JsonObject answer = answers.get(i);
            for (String field : List.of("result", "prefix", "mapAddress", "psid", "version")) {
                assertEquals(text(expected.get(i), field), text(answer, field), field + " of " + answer);
            }
            String reason = text(answer, "reason");
            String wanted = text(expected.get(i), "reason");
            if (text(answer, "result").equals("BAD_LINE")) {
                assertTrue(reason.startsWith(wanted + ": "), reason);
            } else {
                assertEquals(wanted, reason);
            }
        }
    }

    private static String text(JsonObject object, String field) {
        JsonValue value = object.required(field);
        return value.isNull() ? "" : String.valueOf(value.asPlain());
    }

    private static List<JsonObject> jsonAnswers(Tool run) {
        return run.lines().stream()
                .map(line -> Json.parse(line).asObject().required("mape"))
                .filter(answer -> !answer.isNull())
                .map(JsonValue::asObject)
                .toList();
    }

    /** Takes the last columns of each line, none of which is quoted but the reason. */
    private static List<JsonObject> columnAnswers(Tool run, JsonObject sample) {
        String separator = sample.required("format").asString().equals("tsv") ? "\t" : ",";
        List<JsonObject> answers = new ArrayList<>();
        for (String line : run.lines().subList(1, run.lines().size())) {
            if (line.equals("Summary")) {
                break;
            }
            int start = Stream.of("FOUND", "PORT_REQUIRED", "AMBIGUOUS", "BAD_LINE")
                    .mapToInt(result -> line.indexOf(separator + result + separator))
                    .max()
                    .orElseThrow();
            String[] fields = line.substring(start + 1).split(separator, 8);
            StringBuilder object = new StringBuilder("{");
            List<String> names =
                    List.of("result", "prefix", "mapAddress", "psid", "rule", "version", "candidates", "reason");
            for (int i = 0; i < names.size(); i++) {
                String value = fields[i]
                        .replace("\"\"", "\"")
                        .replaceAll("^\"|\"$", "")
                        .replace("\"", "\\\"");
                object.append(i == 0 ? "" : ",").append('"' + names.get(i) + "\":\"" + value + '"');
            }
            answers.add(Json.parse(object + "}").asObject());
        }
        return answers;
    }

    @Test
    void aWrongZoneChangesTheAnswer() {
        // 07:12:30 is Tokyo's time of a flow before the change of rules; as UTC it is after it
        Tool wrong = Tool.run(
                "lookup",
                "--history",
                FOLDER.resolve("history.json"),
                "--in",
                FOLDER.resolve("nfdump-tokyo.csv"),
                "--format",
                "nfdump-csv",
                "--zone",
                "UTC");
        assertTrue(wrong.out().contains("FOUND,2001:db8:112:3400::/56"), wrong.out());
        assertFalse(wrong.out().contains("2001:db8:12:3400::/56"), wrong.out());
    }

    @ParameterizedTest
    @MethodSource("localSamples")
    void localTimeWithoutZoneIsRefusedBeforeAnyAnswer(String file, String format) {
        Tool.run(
                        "lookup",
                        "--history",
                        FOLDER.resolve("history.json"),
                        "--in",
                        FOLDER.resolve(file),
                        "--format",
                        format)
                .refused(2, "mape lookup: ", file, "--zone", format);
    }

    static Stream<Object[]> localSamples() {
        return Stream.of(
                new Object[] {"nfdump-utc.csv", "nfdump-csv"},
                new Object[] {"nfdump-tokyo.json", "nfdump-json"},
                new Object[] {"local.tsv", "tsv"});
    }

    @ParameterizedTest
    @MethodSource("zones")
    void nfdumpAgreesWithTheSamples(String zone, @TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Program.works("nfdump", "-V"), "nfdump is not installed");
        assumeTrue(Program.works("which", "nfpcapd"), "nfpcapd is not installed");
        assertTrue(Program.works("nfpcapd", "-r", FOLDER.resolve("flows.pcap").toString(), "-l", folder.toString()));
        for (Map.Entry<String, String> each :
                Map.of("csv", "nfdump-csv", "json", "nfdump-json").entrySet()) {
            Path flows = folder.resolve("flows." + each.getKey());
            ProcessBuilder nfdump = new ProcessBuilder("nfdump", "-R", folder.toString(), "-o", each.getKey());
            nfdump.environment().put("TZ", zone);
            // nfdump reads all files of the directory, so the output appears there afterwards
            Path output = Files.createTempFile("flows", each.getKey());
            assertEquals(0, nfdump.redirectOutput(output.toFile()).start().waitFor());
            Tool run = Tool.run(
                    "lookup",
                    "--history",
                    FOLDER.resolve("history.json"),
                    "--in",
                    output,
                    "--format",
                    each.getValue(),
                    "--zone",
                    zone,
                    "--json");
            List<JsonObject> answers = jsonAnswers(run);
            assertEquals(4, answers.size(), run.out());
            assertEquals(
                    3,
                    answers.stream()
                            .filter(answer -> text(answer, "prefix").equals("2001:db8:12:3400::/56"))
                            .count(),
                    flows + run.out());
            Files.delete(output);
        }
    }

    static Stream<String> zones() {
        return Stream.of("UTC", "Asia/Tokyo", "America/St_Johns");
    }
}
