package io.softwire46.mape.testing;

import inet.ipaddr.IPAddress;
import io.softwire46.mape.wire.Packet;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command of a document: a block of the language {@code sh}, and the block without language that follows directly, which shows the
 * output.
 *
 * @param script lines of the shell
 * @param output the output that the document shows; empty if it shows none
 */
public record DocumentCommand(String script, String output) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$(?:\\n\\n```\\n(.*?)^```$)?");

    /** Returns the commands of a document in its order. */
    public static List<DocumentCommand> of(Path document) {
        try {
            return of(Files.readString(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the commands of a part of a document. */
    public static List<DocumentCommand> of(String text) {
        List<DocumentCommand> all = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            all.add(new DocumentCommand(block.group(1), block.group(2) == null ? "" : block.group(2)));
        }
        return all;
    }

    /** Returns the class path of the library and its dependency, the contents of {@code target/mape-cli.jar} that programs use. */
    public static String classPath() {
        return locationOf(Packet.class) + File.pathSeparator + locationOf(IPAddress.class);
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Runs a script in the root of the repository and returns its output, errors included. Instead of {@code java} with {@code
     * target/mape-cli.jar} it has the Java of this process with the classes under test. It ends at the first command that fails.
     */
    public static String run(String script, int maxSeconds) {
        String java =
                Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC ";
        String adapted = script.replaceAll("\\bjava (?=-)", Matcher.quoteReplacement(java))
                .replace("target/mape-cli.jar", classPath());
        try {
            Path printed = Files.createTempFile(
                    "document", ".txt"); // not a pipe, which processes in the background would keep open
            Process process = new ProcessBuilder("sh", "-e", "-c", adapted)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(maxSeconds, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(printed, StandardCharsets.UTF_8);
            Files.delete(printed);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(
                        (ended ? "a command failed" : "took too long") + ":\n" + adapted + "\n" + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
