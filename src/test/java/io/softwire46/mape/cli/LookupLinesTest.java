package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code mape lookup --in}: whole outputs, and inputs that are damaged. The answers follow by hand from the first example
 * of RFC 7597 appendix A: 192.0.2.18 port 1232 is PSID 52 of 2001:db8:12:3400::/56.
 */
class LookupLinesTest {
    private static final Path HISTORY = Path.of("vectors", "lookup", "history.json");
    private static final String HEADER = "time,ip,port,proto";
    private static final String QUERY = "2026-09-01T10:00:00Z,192.0.2.18,1232,tcp";
    private static final String NAMES = ",result,prefix,mapAddress,psid,rule,version,candidates,reason";
    private static final String FOUND =
            ",FOUND,2001:db8:12:3400::/56,2001:db8:12:3400:0:c000:212:34,52,example/0,2026-01-01T00:00:00Z,,";

    @TempDir
    Path folder;

    private Path file(String name, byte[] octets) {
        try {
            return Files.write(folder.resolve(name), octets);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Tool run(String text, String format, Object... more) {
        return run(octets(text), format, more);
    }

    private Tool run(byte[] octets, String format, Object... more) {
        List<Object> arguments = new ArrayList<>(
                List.of("lookup", "--history", HISTORY, "--in", file("in.txt", octets), "--format", format));
        arguments.addAll(Arrays.asList(more));
        return Tool.run(arguments.toArray());
    }

    @Test
    void appendsColumnsToCsv() {
        Tool run = run(
                HEADER + ",note\n"
                        + QUERY + ",\"a, \"\"b\"\"\"\n"
                        + "2026-09-01T10:00:00Z,192.0.2.18,80,tcp,\n"
                        + "2026-09-01T10:00:00Z,192.0.2.18,,,\n"
                        + "2026-09-01T10:00:00Z,192.0.2.18,,gre,\n"
                        + "2026-09-01T10:00:00Z,198.51.100.1,1232,tcp,\n"
                        + "2025-09-01T10:00:00Z,192.0.2.18,1232,tcp,\n"
                        + "2026-10-10T23:30:00Z,192.0.2.18,1232,tcp,\n"
                        + "2026-10-11T10:00:00Z,192.0.2.18,1232,tcp,\n"
                        + "\n"
                        + "2026-09-01T10:00:00Z,192.0.2.018,1232,tcp,\n",
                "csv");
        assertEquals(
                HEADER + ",note" + NAMES + "\n"
                        + QUERY + ",\"a, \"\"b\"\"\"" + FOUND + "\n"
                        + "2026-09-01T10:00:00Z,192.0.2.18,80,tcp,,UNASSIGNED_PORT,,,,,2026-01-01T00:00:00Z,,\n"
                        + "2026-09-01T10:00:00Z,192.0.2.18,,,,PORT_REQUIRED,,,,,2026-01-01T00:00:00Z,,\n"
                        + "2026-09-01T10:00:00Z,192.0.2.18,,gre,,NO_PORT_PROTOCOL,,,,,2026-01-01T00:00:00Z,,\n"
                        + "2026-09-01T10:00:00Z,198.51.100.1,1232,tcp,,NO_RULE,,,,,2026-01-01T00:00:00Z,,\n"
                        + "2025-09-01T10:00:00Z,192.0.2.18,1232,tcp,,NO_VERSION,,,,,,,gap\n"
                        + "2026-10-10T23:30:00Z,192.0.2.18,1232,tcp,,AMBIGUOUS,,,,,,"
                        + "2001:db8:12:3400::/56|2001:db8:112:3400::/56,grace\n"
                        + "2026-10-11T10:00:00Z,192.0.2.18,1232,tcp,,FOUND,2001:db8:112:3400::/56,"
                        + "2001:db8:112:3400:0:c000:212:34,52,example/0,2026-10-10T23:00:00Z,,\n"
                        + "\n"
                        + "2026-09-01T10:00:00Z,192.0.2.018,1232,tcp,,BAD_LINE,,,,,,,\"ip: \"\"192.0.2.018\"\" has a leading"
                        + " zero, which some programs read as octal; use a dotted quad without them\"\n",
                run.out());
        assertEquals(1, run.status());
        assertTrue(run.err().contains("UNASSIGNED_PORT") && run.err().contains("--skip-lines 11"), run.err());
    }

    @Test
    void appendsColumnsToTsv() {
        Tool run = run((HEADER + "\n" + QUERY + "\n").replace(',', '\t'), "tsv");
        assertEquals((HEADER + NAMES + "\n" + QUERY + FOUND + "\n").replace(',', '\t'), run.out());
        assertEquals(0, run.status());
    }

    @Test
    void addsAMemberToJson() {
        String flow = "{ \"time_received_ns\": 1788256800000000000, \"src_addr\" : \"192.0.2.18\",\"src_port\":1232,"
                + "\"dst_addr\":\"203.0.113.5\",\"dst_port\":80,\"proto\":\"TCP\" }";
        String answer = "{\"result\":\"FOUND\",\"prefix\":\"2001:db8:12:3400::/56\","
                + "\"mapAddress\":\"2001:db8:12:3400:0:c000:212:34\",\"psid\":52,\"rule\":\"example/0\","
                + "\"version\":\"2026-01-01T00:00:00Z\",\"subscribers\":null,\"candidates\":[],\"reason\":\"\","
                + "\"subscriber\":null,\"leaseResult\":null}";
        Tool run = run(flow + "\n{}\n{\n", "goflow2");
        List<String> lines = run.lines();
        assertEquals(flow.replace(" }", " ,\"mape\":" + answer + "}"), lines.get(0));
        assertTrue(lines.get(1).startsWith("{\"mape\":{\"result\":\"BAD_LINE\",\"prefix\":null,"), lines.get(1));
        assertTrue(
                lines.get(2).startsWith("{\"line\":3,\"input\":\"{\",\"mape\":{\"result\":\"BAD_LINE\","),
                lines.get(2));
        assertEquals(
                "{\"line\":1,\"input\":" + "\"" + flow.replace("\"", "\\\"") + "\",\"mape\":" + answer + "}",
                run(flow, "goflow2", "--json").lines().get(0));
    }

    @Test
    void writesFullPrefixes() {
        Tool run = run(HEADER + "\n" + QUERY + "\n2026-10-10T23:30:00Z,192.0.2.18,1232,tcp\n", "csv", "--full-prefix");
        assertTrue(run.lines().get(1).contains(",FOUND,2001:0db8:0012:3400:0000:0000:0000:0000/56,"), run.out());
        assertTrue(run.lines().get(2).contains("|2001:0db8:0112:3400:0000:0000:0000:0000/56,"), run.out());
    }

    @Test
    void keepsByteOrderMarkLineEndsAndOctets() {
        byte[] in = octets("\ufeff" + HEADER + ",x\r\n" + QUERY + ",?\r\n\r\n" + QUERY + ",\u0000");
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '?') {
                in[i] = (byte) 0xff;
            }
        }
        Path out = folder.resolve("out.csv");
        assertEquals(0, run(in, "csv", "--out", out).status());
        byte[] expected = octets("\ufeff" + HEADER + ",x" + NAMES + "\r\n" + QUERY + ",?" + FOUND + "\r\n\r\n" + QUERY
                + ",\u0000" + FOUND + "\n");
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == '?') {
                expected[i] = (byte) 0xff;
            }
        }
        assertArrayEquals(expected, read(out));
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Each of these is one line; it gets one answer, and the next line is read as ever. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"T\",\"A\",\"80\",\"tcp\" | FOUND",
                "T,A,\"80,tcp | BAD_LINE",
                "T,A,8\"0,tcp | BAD_LINE",
                "T,A | BAD_LINE",
                "T,A,80,tcp,x | BAD_LINE",
                "T\tA\t80\ttcp | BAD_LINE",
                "T,A,80,t@cp | BAD_LINE",
                "T,A,80,t^cp | BAD_LINE",
                "2026-02-31T00:00:00Z,A,80,tcp | BAD_LINE",
                "17620000000,A,80,tcp | BAD_LINE",
                "0000-01-01T00:00:00Z,A,80,tcp | BAD_LINE",
                "2026-09-01T10:00:61Z,A,80,tcp | BAD_LINE",
                "2026-09-01T10:00:60Z,A,80,tcp | FOUND",
                "T,A,0,tcp | UNASSIGNED_PORT",
                "T,::ffff:A,80,tcp | FOUND",
                "T,2001:db8::1,80,tcp | BAD_LINE",
            })
    void damagedLinesGetOneAnswerEach(String line, String result) {
        String text = line.replace("T,", "2026-09-01T10:00:00Z,")
                .replace("T\t", "2026-09-01T10:00:00Z\t")
                .replace("\"T\"", "\"2026-09-01T10:00:00Z\"")
                .replace("A", "192.0.2.18")
                .replace("80", "1232")
                .replace('@', '\u0000')
                .replace('^', '\r');
        Tool run = run(HEADER + "\n" + text + "\n" + QUERY + "\n", "csv");
        assertEquals(3, run.out().chars().filter(c -> c == '\n').count(), run.out());
        String[] lines = run.out().split("\n", -1);
        assertTrue(lines[1].startsWith(text + "," + result + ","), run.out());
        assertEquals(QUERY + FOUND, lines[2]);
    }

    @Test
    void linesOfOneMebibyteAreReadAndLongerOnesAreNot() {
        int rest = (1 << 20) - QUERY.length() - 1;
        String header = HEADER + ",x\n";
        String longest = QUERY + "," + "x".repeat(rest);
        Tool run = run(
                header + longest + "\n" + longest + "x\n" + longest + "xyz".repeat(1_000_000) + "\n" + QUERY + ",\n",
                "csv");
        List<String> lines = run.lines();
        assertEquals(5, lines.size());
        assertEquals(longest + FOUND, lines.get(1));
        assertTrue(lines.get(2).contains(",BAD_LINE,") && lines.get(2).contains("longer than 1048576 octets"));
        assertTrue(lines.get(3).startsWith(longest + ",BAD_LINE,"), lines.get(3).substring(1 << 20));
        assertEquals(QUERY + "," + FOUND, lines.get(4));
        // the last line is long and has no end; and one with CR LF is not longer by the CR
        assertTrue(run(header + longest + "xx", "csv").out().contains("BAD_LINE"));
        assertTrue(run(header + longest + "\r\n", "csv").out().contains(FOUND + "\r\n"));
        assertTrue(run(header + longest, "csv").out().contains(FOUND + "\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void threadsKeepTheOrder(int threads) {
        StringBuilder in = new StringBuilder(HEADER + ",n\n");
        StringBuilder expected = new StringBuilder(HEADER + ",n" + NAMES + "\n");
        for (int i = 0; i < 30_000; i++) {
            boolean isBad = i % 7 == 0;
            String line = (isBad ? "x" : QUERY + ",") + i;
            in.append(line).append('\n');
            expected.append(line)
                    .append(
                            isBad
                                    ? ",BAD_LINE,,,,,,,line: has 1 columns instead of 5; use as many in each line"
                                    : FOUND)
                    .append('\n');
        }
        Tool run = run(in.toString(), "csv", "--threads", threads);
        assertEquals(expected.toString(), run.out());
        // the same lines, continued after the first 20,000
        Tool rest = run(in.toString(), "csv", "--threads", threads, "--skip-lines", 20_000);
        assertEquals(expected.toString().lines().skip(20_000).toList(), rest.lines());
        assertTrue(rest.err().contains("skipped") && rest.err().contains("--skip-lines 30001"), rest.err());
        // stops after the line that is one too many, whatever the blocks are
        Tool few = run(in.toString(), "csv", "--threads", threads, "--max-errors", 3_000);
        assertEquals(2, few.status());
        assertEquals(expected.toString().lines().limit(1 + 3_000 * 7 + 1).toList(), few.lines());
        assertTrue(few.err().contains("more than 3000 lines") && few.err().contains("--skip-lines 21002"), few.err());
    }

    @Test
    void tooManyErrorsLeaveTheOldFile() {
        Path out = file("out.csv", octets("old"));
        Path errors = folder.resolve("errors.csv");
        Tool run = run(HEADER + "\n" + QUERY + "\nx\ny\n", "csv", "--max-errors", 1, "--out", out, "--errors", errors);
        assertEquals(2, run.status(), run.err());
        assertArrayEquals(octets("old"), read(out));
        assertFalse(run.err().contains("--skip-lines"), run.err());
        Tool enough =
                run(HEADER + "\n" + QUERY + "\nx\ny\n", "csv", "--max-errors", 2, "--out", out, "--errors", errors);
        assertEquals(1, enough.status(), enough.err());
        List<String> lines =
                new String(read(out), StandardCharsets.UTF_8).lines().toList();
        assertEquals(4, lines.size());
        assertEquals(
                lines.subList(2, 4),
                new String(read(errors), StandardCharsets.UTF_8).lines().toList());
    }

    private static byte[] gzip(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(octets);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    @Test
    void readsAndWritesGzip() throws IOException {
        Path out = folder.resolve("out.csv.gz");
        assertEquals(
                0,
                run(gzip(octets(HEADER + "\n" + QUERY + "\n")), "csv", "--out", out)
                        .status());
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(read(out)))) {
            assertEquals(
                    HEADER + NAMES + "\n" + QUERY + FOUND + "\n",
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aTruncatedGzipIsAnsweredAsFarAsItWasRead() {
        StringBuilder in = new StringBuilder(HEADER + ",n\n");
        for (int i = 0; i < 20_000; i++) {
            in.append(QUERY)
                    .append(',')
                    .append(Integer.toHexString(i * 0x9e3779b9))
                    .append('\n');
        }
        byte[] whole = gzip(octets(in.toString()));
        Tool run = run(Arrays.copyOf(whole, whole.length / 2), "csv");
        assertEquals(2, run.status());
        assertTrue(run.lines().size() > 1_000, run.err());
        assertTrue(run.lines().stream().limit(1_000).skip(1).allMatch(line -> line.endsWith(FOUND)));
        assertTrue(run.err().contains("cannot be read to its end"), run.err());
        // the checksum at the end is wrong
        whole[whole.length - 6] ^= 1;
        Tool damaged = run(whole, "csv");
        assertEquals(2, damaged.status());
        assertEquals(20_001, damaged.lines().size());
    }

    /** Whole lines are those that an inflater makes of the octets before the cut, without the gzip header of 10. */
    @Test
    void aGzipCutAnywhereIsAnsweredInWholeLines() throws DataFormatException {
        StringBuilder in = new StringBuilder("ip,port,n,time\n");
        for (int i = 0; i < 40; i++) {
            in.append("192.0.2.18,1232,").append(i * 0x9e3779b9).append(",2026-09-01T10:00:00Z\n");
        }
        byte[] whole = gzip(octets(in.toString()));
        List<String> answers = run(whole, "csv").lines();
        assertEquals(41, answers.size());
        Set<Integer> counts = new HashSet<>();
        for (int cut = 2; cut < whole.length; cut += cut < 30 ? 1 : 3) {
            byte[] text = new byte[in.length()];
            Inflater inflater = new Inflater(true);
            inflater.setInput(whole, Math.min(10, cut), Math.max(0, Math.min(cut, whole.length - 8) - 10));
            int octets = inflater.inflate(text);
            inflater.end();
            int lines = (int) new String(text, 0, octets, StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            Tool run = run(Arrays.copyOf(whole, cut), "csv");
            assertEquals(2, run.status());
            assertTrue(run.err().contains("in.txt: ") && !run.err().contains("null"), run.err());
            assertEquals(answers.subList(0, lines), run.lines(), "cut at " + cut + ": " + run.err());
            counts.add(lines);
        }
        assertTrue(counts.size() > 20, counts.toString());
    }

    @Test
    void patternsWithoutTheirGroupAreRefused() {
        for (String pattern : List.of("[(?<ip>]+", "\\Q(?<ip>x)\\E", "\\Q(?<ip>x)")) {
            run("<13>1 2026-09-01T10:00:00Z x\n", "syslog", "--pattern", pattern)
                    .refused(2, "--pattern");
        }
    }

    @Test
    void anEmptyInputHasNoAnswer() {
        for (String text : new String[] {"", "\n", "\r\n\n", HEADER}) {
            Tool run = run(text, "csv");
            assertEquals(0, run.status(), run.err());
            assertEquals(text.lines().count(), run.lines().size());
        }
        assertEquals(
                "{\"line\":1,\"input\":\"\",\"mape\":null}\n",
                run("\n", "csv", "--json").out());
        assertEquals("", run("[]", "nfdump-json", "--zone", "UTC").out());
    }

    @Test
    void anArrayWithoutEndIsAnsweredAsFarAsItGoes() {
        String flow = "{\"first\":\"2026-09-01T10:00:00.000\",\n\"src4_addr\":\"192.0.2.18\",\n\"src_port\":1232,"
                + "\"dst4_addr\":\"203.0.113.5\",\"dst_port\":80,\"proto\":6\n}";
        Tool whole = run("\ufeff \n[" + flow + "\n,\n" + flow + "]\n", "nfdump-json", "--zone", "UTC");
        assertEquals(0, whole.status(), whole.err() + whole.out());
        assertEquals(2, whole.lines().size());
        Tool truncated = run("[" + flow + ",\n" + flow.substring(0, 40), "nfdump-json", "--zone", "UTC");
        assertEquals(2, truncated.status());
        assertEquals(1, truncated.lines().size(), "the record that was cut has no answer");
        assertTrue(truncated.err().contains("the array has no end"), truncated.err());
        // a record that lost its brace does not take the next one with it
        Tool lost = run(
                "[\n" + flow + ",\n" + flow.replace("\n}", "\n") + ",\n" + flow + "\n]",
                "nfdump-json",
                "--zone",
                "UTC");
        assertEquals(1, lost.status(), lost.err());
        assertEquals(
                List.of("FOUND", "BAD_LINE", "FOUND"),
                lost.lines().stream()
                        .map(line -> line.replaceAll(".*\"mape\":\\{\"result\":\"(\\w+)\".*", "$1"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "d4c3b2a1, pcap",
        "a1b23c4d, pcap",
        "0a0d0d0a, pcapng",
        "504b0304, xlsx",
        "28b52ffd, zstd",
        "fd377a58, xz",
        "425a6839, bzip2",
        "0ca50100, nfcapd"
    })
    void filesThatAreNoLogsAreNamed(String magic, String words) {
        byte[] octets = Arrays.copyOf(HexFormat.of().parseHex(magic), 100);
        run(octets, "csv").refused(2, "mape lookup: ", "in.txt: is ", words);
        run(gzip(octets), "csv").refused(2, "mape lookup: ", "in.txt: is ", words);
    }

    @Test
    void aDirectoryOrMissingFileIsRefused() {
        Tool.run("lookup", "--history", HISTORY, "--in", folder, "--format", "csv")
                .refused(2, "is a directory");
        Tool.run("lookup", "--history", HISTORY, "--in", folder.resolve("none"), "--format", "csv")
                .refused(2, "none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--format x | --format x | nfdump-csv",
                "--format csv --zone JST | --zone JST | IANA",
                "--format csv --time iso-local | --zone | mape lookup: ",
                "--format csv --time pattern:hh:mm:ss | am or pm | mape lookup: ",
                "--format csv --columns time=1,ip | --columns | mape lookup: ",
                "--format csv --columns time=1,ip=1 | one column for two | mape lookup: ",
                "--format csv --columns time=1,time=2,ip=3 | --columns | mape lookup: ",
                "--format csv --columns time=when,ip=ip | no column | mape lookup: ",
                "--format csv --header maybe | --header maybe | mape lookup: ",
                "--format csv --side both | --side both | mape lookup: ",
                "--format csv --side destination | ip2 | mape lookup: ",
                "--format csv --pattern x | --pattern | mape lookup: ",
                "--format goflow2 --columns ip=1 | --columns | mape lookup: ",
                "--format goflow2 --time auto | --time | mape lookup: ",
                "--format xarf --side destination | --side destination | mape lookup: ",
                "--format combined | time in brackets | mape lookup: ",
                "--format syslog | --pattern | mape lookup: ",
                "--format syslog --pattern (?<ip>.) | RFC 5424 | mape lookup: ",
                "--format csv --year 26 | --year 26 | mape lookup: ",
                "--format csv --threads 0 | --threads 0 | mape lookup: ",
                "--format csv --skip-lines -1 | --skip-lines | mape lookup: ",
                "--format csv --max-errors -1 | --max-errors | mape lookup: ",
                "--format tsv | --columns | mape lookup: ",
                "--format nfdump-csv | nfdump | mape lookup: ",
                "--format goflow2 | JSON | mape lookup: ",
            })
    void optionsThatDoNotFitAreRefusedWithoutOutput(String options, String words, String more) {
        List<Object> arguments = new ArrayList<>(
                List.of("lookup", "--history", HISTORY, "--in", file("in.csv", octets(HEADER + "\n" + QUERY + "\n"))));
        arguments.addAll(List.of(options.split(" ")));
        Tool.run(arguments.toArray()).refused(2, words, more);
    }

    @Test
    void theFormatIsRequired() {
        Tool.run("lookup", "--history", HISTORY, "--in", file("in.csv", octets(HEADER)))
                .refused(2, "--format");
    }

    @Test
    void theOutputCannotReplaceTheInput() {
        Path in = file("in.csv", octets(HEADER + "\n" + QUERY + "\n"));
        Tool.run("lookup", "--history", HISTORY, "--in", in, "--format", "csv", "--out", in)
                .refused(2, "--out");
    }

    @Test
    void rulesWithoutDatesNeedNoTime() {
        Path domain = file("domain.json", octets("""
                        { "name": "example", "borderRelay": ["2001:db8:ffff::1"], "rules": [
                          { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6 } ] }
                        """));
        Tool run = Tool.run(
                "lookup",
                "--domain",
                domain,
                "--in",
                file("in.csv", octets("ip,port\n192.0.2.18,1232\n")),
                "--format",
                "csv");
        assertEquals(
                "192.0.2.18,1232,FOUND,2001:db8:12:3400::/56,2001:db8:12:3400:0:c000:212:34,52,example/0,,,no-history",
                run.lines().get(1));
    }

    @Test
    void aLaterTimeWithoutZoneIsABadLine() {
        Tool run = run(HEADER + "\n" + QUERY + "\n" + QUERY.replace("Z", "") + "\n", "csv");
        assertTrue(
                run.lines().get(2).contains(",BAD_LINE,") && run.lines().get(2).contains("has no zone"), run.out());
        run(HEADER + "\n" + QUERY.replace("Z", "") + "\n", "csv")
                .refused(2, "has a time without zone", "--zone", "--format csv");
    }
}
