package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Relays in pipes: packets leave as they come, and nothing else is on standard output. */
@Timeout(60)
class LiveCaptureTest {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    @TempDir
    private Path directory;

    private Path domain;
    private Path in;
    private byte[] expected;

    @BeforeEach
    void files() throws IOException {
        domain = Files.writeString(directory.resolve("domain.json"), HandMade.DOMAIN);
        in = Files.write(directory.resolve("in.pcap"), HandMade.pcap(101, List.of(HandMade.ANSWER, HandMade.ANSWER)));
        Path out = directory.resolve("out.pcap");
        Tool.run("relay", "--domain", domain, "--in", in, "--out", out).done();
        expected = Files.readAllBytes(out);
    }

    private Process relay(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "relay",
                "--domain",
                domain.toString(),
                "--in",
                "-",
                "--out",
                "-"));
        words.addAll(List.of(more));
        return new ProcessBuilder(words).start();
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void packetsLeaveWhenTheInputPauses() throws Exception {
        byte[] capture = Files.readAllBytes(in);
        int first = FILE_HEADER + (capture.length - FILE_HEADER) / 2;
        int answer = FILE_HEADER + (expected.length - FILE_HEADER) / 2;
        Process relay = relay();
        OutputStream to = relay.getOutputStream();
        InputStream from = relay.getInputStream();
        to.write(capture, 0, first);
        to.flush();
        assertArrayEquals(Arrays.copyOf(expected, answer), from.readNBytes(answer));
        // a part of a record is no packet yet
        to.write(capture, first, RECORD_HEADER + 1);
        to.flush();
        to.write(capture, first + RECORD_HEADER + 1, capture.length - first - RECORD_HEADER - 1);
        to.flush();
        assertArrayEquals(
                Arrays.copyOfRange(expected, answer, expected.length), from.readNBytes(expected.length - answer));
        to.close();
        assertEquals(0, from.readAllBytes().length);
        String report = text(relay.getErrorStream());
        assertEquals(0, relay.waitFor(), report);
        assertTrue(report.contains("Capture: 2 records"), report);
    }

    @Test
    void reportIsOnStandardErrorAsJson() throws Exception {
        Process relay = relay("--json");
        try (OutputStream to = relay.getOutputStream()) {
            to.write(Files.readAllBytes(in));
        }
        assertArrayEquals(expected, relay.getInputStream().readAllBytes());
        Json.parse(text(relay.getErrorStream()));
        assertEquals(0, relay.waitFor());
    }

    /** As with other commands, a reader that has ended needs no message. */
    @Test
    void readerThatEndsNeedsNoMessage() throws Exception {
        Process relay = relay();
        relay.getInputStream().close();
        try (OutputStream to = relay.getOutputStream()) {
            byte[] capture = Files.readAllBytes(in);
            to.write(capture);
            for (int i = 0; i < 20_000; i++) {
                to.write(capture, FILE_HEADER, capture.length - FILE_HEADER);
            }
        } catch (IOException e) {
            // the relay has ended before all of it was written
        }
        assertEquals("", text(relay.getErrorStream()));
        assertEquals(2, relay.waitFor());
    }

    @Test
    void compressedCaptureIsRead() throws IOException {
        Path compressed = directory.resolve("in.pcap.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            gzip.write(Files.readAllBytes(in));
        }
        Path out = directory.resolve("out.pcap");
        Tool.run("relay", "--domain", domain, "--in", compressed, "--out", out).done();
        assertArrayEquals(expected, Files.readAllBytes(out));
        byte[] octets = Files.readAllBytes(compressed);
        Files.write(compressed, Arrays.copyOf(octets, octets.length - 9));
        Tool damaged = Tool.run("relay", "--domain", domain, "--in", compressed, "--out", out);
        assertEquals(1, damaged.status());
        assertTrue(damaged.err().contains("capture ends truncated"), damaged.err());
    }
}
