package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Errors of the files of {@code relay}: it names the file, and changes no file.
 */
class CaptureFilesTest {
    @TempDir
    private Path directory;

    private Path domain;
    private Path in;
    private Path out;
    private byte[] capture;

    @BeforeEach
    void files() throws IOException {
        capture = HandMade.pcap(101, List.of(HandMade.ANSWER));
        domain = Files.writeString(directory.resolve("domain.json"), HandMade.DOMAIN);
        in = Files.write(directory.resolve("in.pcap"), capture);
        out = Files.writeString(directory.resolve("out.pcap"), "from before");
    }

    private void refused(List<?> arguments, String... words) throws IOException {
        Set<String> before = names();
        Tool.run(Stream.concat(Stream.of("relay"), arguments.stream()).toArray())
                .refused(2, words);
        assertEquals(before, names());
        assertEquals("from before", Files.readString(out));
        assertArrayEquals(capture, Files.readAllBytes(in));
        assertEquals(HandMade.DOMAIN, Files.readString(domain));
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void aSecondOutputThatTakesNothingLeavesTheFirstAsItWas() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "this system has no /dev/full");
        List<Object> run = List.of("--domain", domain, "--in", in, "--out", out);
        refused(with(run, "--stats", full), "/dev/full: cannot be written");
        refused(with(run, "--verdicts", full), "/dev/full: cannot be written");
    }

    private static List<Object> with(List<Object> arguments, Object... more) {
        return Stream.concat(arguments.stream(), Arrays.stream(more)).toList();
    }

    @Test
    void inputsThatCannotBeRead() throws IOException {
        Path none = directory.resolve("none");
        refused(List.of("--domain", none, "--in", in, "--out", out), "none: no such file", "check the path");
        refused(List.of("--domain", domain, "--in", none, "--out", out), "none: no such file", "check the path");
        refused(List.of("--domain", directory, "--in", in, "--out", out), "is a directory; name the file");
        refused(List.of("--domain", domain, "--in", directory, "--out", out), "is a directory; name the file");
        refused(List.of("--domain", domain, "--in", domain, "--out", out), "domain.json: not a capture", "editcap");
        refused(List.of("--domain", in, "--in", in, "--out", out), "in.pcap: is not UTF-8 text", "JSON or Junos");
        refused(List.of("--domain", "-", "--in", "-", "--out", out), "--domain -", "standard input");
        Path empty = Files.createFile(directory.resolve("empty"));
        refused(List.of("--domain", domain, "--in", empty, "--out", out), "empty: not a capture: it is empty");
        refused(List.of("--domain", empty, "--in", in, "--out", out), "empty:1:1:", "is empty", "; use a JSON object");
    }

    @Test
    void domainsWithErrors() throws IOException {
        Path bad = directory.resolve("bad.json");
        Files.writeString(bad, HandMade.DOMAIN.replace("\"eaLength\": 16", "\"eaLength\": 49"));
        refused(List.of("--domain", bad, "--in", in, "--out", out), "bad.json:2:", "V02", "eaLength 49", "0..48");
        Files.writeString(bad, "{ \"rules\": [");
        refused(List.of("--domain", bad, "--in", in, "--out", out), "bad.json:1:13:", "expected");
        Files.writeString(bad, HandMade.DOMAIN.replace("\"borderRelay\": [\"2001:db8:ffff::1\"],", ""));
        refused(List.of("--domain", bad, "--in", in, "--out", out), "bad.json:", "borderRelay");
    }

    @Test
    void outputsThatWouldReplaceAnInput() throws IOException {
        Path other = directory.resolve("other.pcap");
        refused(List.of("--domain", domain, "--in", in, "--out", in), "--out", "is also --in");
        refused(List.of("--domain", domain, "--in", in, "--out", domain), "--out", "is also --domain");
        refused(List.of("--domain", domain, "--in", in, "--out", other, "--stats", other), "--stats", "also --out");
        Path detour = directory.resolve("x").resolve("..").resolve("other.pcap");
        refused(List.of("--domain", domain, "--in", in, "--out", other, "--verdicts", detour), "also --out");
        Path hard = Files.createLink(directory.resolve("hard"), in);
        refused(List.of("--domain", domain, "--in", in, "--out", hard), "is also --in");
        Path soft = Files.createSymbolicLink(directory.resolve("soft"), in);
        refused(List.of("--domain", domain, "--in", in, "--out", soft), "is also --in");
        refused(List.of("--domain", domain, "--in", in, "--out", other, "--stats", "-"), "--stats -", "name a file");
    }

    @Test
    void outputsThatCannotBeWritten() throws IOException {
        Path nowhere = directory.resolve("nowhere").resolve("file");
        refused(List.of("--domain", domain, "--in", in, "--out", nowhere), "nowhere", "directory", "exists");
        refused(List.of("--domain", domain, "--in", in, "--out", out, "--verdicts", nowhere), "nowhere");
        refused(List.of("--domain", domain, "--in", in, "--out", out, "--stats", nowhere), "nowhere");
        refused(List.of("--domain", domain, "--in", in, "--out", directory), "is a directory; name a file");
    }

    @Test
    @Timeout(20)
    void aPipeWithoutReaderIsNamed() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeTrue(makePipe(pipe), "this system makes no named pipes");
        // more than a pipe holds, so that the writer is still there when the reader leaves
        Files.write(in, HandMade.pcap(101, Collections.nCopies(20_000, HandMade.ANSWER)));
        Thread reader = new Thread(() -> {
            try (InputStream stream = Files.newInputStream(pipe)) {
                stream.read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        reader.start();
        Tool tool = Tool.run("relay", "--domain", domain, "--in", in, "--out", pipe);
        reader.join();
        tool.refused(2, "pipe: cannot be written");
    }

    @Test
    @Timeout(20)
    void aPipeIsReadToItsEnd() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeTrue(makePipe(pipe), "this system makes no named pipes");
        Thread writer = new Thread(() -> {
            try {
                Files.write(pipe, Arrays.copyOf(capture, capture.length));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        Tool.run("relay", "--domain", domain, "--in", pipe, "--out", out).done();
        writer.join();
        assertEquals(List.of(HandMade.ANSWER_IN_TUNNEL), HandMade.packetsOf(out));
    }

    private static boolean makePipe(Path path) throws InterruptedException {
        try {
            Process made = new ProcessBuilder("mkfifo", path.toString()).start();
            return made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
