package io.softwire46.mape.cli.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.RuleHistory;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.time.TimeForm;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The co-process: one row out per row in, whatever the row is, and soon after a pause of the input. */
class RowServerTest {
    /** RFC 7597 Appendix A example 1. */
    private static final Attribution RULES = attribution(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16));

    private static final long TIME = 1_790_000_000_000L;
    private static final String ROW = "192.0.2.18\t1232\ttcp\t" + TIME;
    private static final String PREFIX = "2001:db8:12:3400::/56";

    private static Attribution attribution(MapRule rule) {
        MapDomain domain = MapDomain.of("ab\\c", RuleSet.of(rule), List.of(), false);
        return Attribution.of(RuleHistory.of(List.of(RuleVersion.of(
                        Instant.parse("2026-01-01T00:00:00Z"),
                        null,
                        List.of(new ConfiguredDomain(domain, ForwardingOptions.defaults()))))))
                .withTolerance(Duration.ZERO)
                .withGrace(Duration.ZERO);
    }

    private static RowServer server(@Nullable String columns, @Nullable String fields, String time) {
        return new RowServer(RowColumns.parse(columns, fields), TimeForm.of(time, null, null), true, RULES::find);
    }

    private static String serve(RowServer server, String input, boolean hasChunkHeaders) throws IOException {
        return serve(server, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), hasChunkHeaders);
    }

    private static String serve(RowServer server, InputStream in, boolean hasChunkHeaders) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, server.serve(in, out, hasChunkHeaders));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachRowHasOneRow() throws IOException {
        RowServer server = server(null, null, "epoch-ms");
        assertEquals(PREFIX + "\n", serve(server, ROW, false));
        assertEquals(PREFIX + "\n" + PREFIX + "\n", serve(server, ROW + "\n" + ROW + "\tmore columns\n", false));
        for (String other : List.of(
                "",
                "\\N",
                "\t\t\t",
                "\\N\t1\ttcp\t" + TIME,
                "192.0.2.18\t\\N\ttcp\t" + TIME,
                ROW.replace("tcp", "gre"),
                ROW.replace("1232", "65536"),
                ROW.replace("1232", "-1"),
                ROW.replace("1232", "01232"),
                ROW.replace("tcp", "tcpp"),
                ROW + "x",
                ROW.replace("192", "\u0661"),
                "192.0.2.18\t1232\ttcp",
                ROW.replace("1232", "1023"),
                ROW.replace("\t17", "\t9"),
                "\u0000",
                "x".repeat(3 << 20))) {
            assertEquals("\\N\n", serve(server, other + "\n", false), other.substring(0, Math.min(50, other.length())));
        }
        assertEquals("", serve(server, "", false));
        assertEquals(PREFIX + "\n" + PREFIX + "\n", serve(server, ROW + "\r\n" + ROW + "\r\n", false));
        assertEquals(PREFIX + "\n", serve(server, "1\r\n" + ROW + "\r\n", true));
        assertEquals("\\N\n", serve(server, ROW + "\r\r\n", false));
        assertEquals(PREFIX + "\n", serve(server, ROW.replace("tcp", "\\N"), false));
    }

    @Test
    void fieldsAndColumnsAreChosen() throws IOException {
        RowServer server = server("time=1,ip=3", "result,rule,version,psid,mapAddress,reason,prefix", "auto");
        assertEquals(
                "PORT_REQUIRED\t\\N\t2026-01-01T00:00:00Z\t\\N\t\\N\t\\N\t\\N\n",
                serve(server, "2026-10-01T00:00:00Z\tx\t192.0.2.18\n", false));
        RowServer all = server(null, "result,rule,psid,mapAddress", "epoch-ms");
        assertEquals("FOUND\tab\\\\c/0\t52\t2001:db8:12:3400:0:c000:212:34\n", serve(all, ROW, false));
        String json = serve(server(null, "answer", "epoch-ms"), ROW, false);
        assertTrue(json.startsWith("{\"result\":\"FOUND\"") && json.contains("ab\\\\\\\\c/0"), json);
        for (String bad : List.of("ip", "ip=0", "ip=513", "ip=1,ip=2", "port=1", "ip=1,", "ip=x", "other=1")) {
            assertThrows(ToolException.class, () -> RowColumns.parse(bad, null), bad);
        }
        for (String bad : List.of("", "prefix,", "other")) {
            assertThrows(ToolException.class, () -> RowColumns.parse(null, bad), bad);
        }
    }

    @Test
    void chunkHeadersGetNoAnswer() throws IOException {
        RowServer server = server(null, null, "epoch-ms");
        assertEquals(PREFIX + "\n\\N\n" + PREFIX + "\n", serve(server, "2\n" + ROW + "\n7\n0\n1\n" + ROW + "\n", true));
        assertThrows(ToolException.class, () -> serve(server(null, null, "epoch-ms"), ROW + "\n", true));
    }

    /** Random rows, good and bad, in chunks that end anywhere: the number of rows is that of the input. */
    @Test
    void garbageKeepsTheNumberOfRows() throws IOException {
        int rows = Integer.getInteger("comparison.inputs", 20_000) / 2;
        SplittableRandom random = new SplittableRandom(11);
        String garbage = "0123456789.\t\\N:-tcp \"\u0000\u00ff\r";
        StringBuilder input = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            boolean isGood = random.nextBoolean();
            String noise = random.ints(random.nextInt(40), 0, garbage.length())
                    .mapToObj(c -> String.valueOf(garbage.charAt(c)))
                    .collect(Collectors.joining());
            input.append(isGood ? ROW : "x" + noise).append('\n');
            expected.append(isGood ? PREFIX : "\\N").append('\n');
        }
        byte[] octets = input.toString().getBytes(StandardCharsets.ISO_8859_1);
        InputStream cut = new ByteArrayInputStream(new byte[0]);
        for (int from = 0; from < octets.length; ) {
            int length = Math.min(octets.length - from, 1 + random.nextInt(200_000));
            cut = new SequenceInputStream(cut, new ByteArrayInputStream(octets, from, length));
            from += length;
        }
        assertEquals(expected.toString(), serve(server(null, null, "epoch-ms"), cut, false));
    }

    /** After each pause the answers arrive within 100 ms, in the median; the slowest may meet another process. */
    @Test
    void answersArriveWhenTheInputPauses() throws IOException, InterruptedException {
        PipedOutputStream rows = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(rows, 1 << 16);
        PipedInputStream answers = new PipedInputStream(1 << 16);
        OutputStream out = new PipedOutputStream(answers);
        Thread server = new Thread(() -> {
            try (out) {
                server(null, null, "epoch-ms").serve(in, out, false);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        server.setDaemon(true);
        server.start();
        SplittableRandom random = new SplittableRandom(5);
        BufferedReader lines = new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8));
        long[] waits = new long[20];
        for (int pause = 0; pause < waits.length; pause++) {
            int count = 1 + random.nextInt(300);
            rows.write(IntStream.range(0, count)
                    .mapToObj(i -> ROW + "\n")
                    .collect(Collectors.joining())
                    .getBytes(StandardCharsets.UTF_8));
            rows.flush();
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                assertEquals(PREFIX, lines.readLine());
            }
            waits[pause] = System.nanoTime() - begin;
        }
        rows.close();
        assertEquals(null, lines.readLine());
        server.join(10_000);
        Arrays.sort(waits);
        assertTrue(waits[waits.length / 2] < 100_000_000L, Arrays.toString(waits));
    }
}
