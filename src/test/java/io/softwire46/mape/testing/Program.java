package io.softwire46.mape.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another program, for tests that have an outside check and are skipped where it is not installed. */
public final class Program {
    private Program() {}

    /** Whether a command starts and ends well. */
    public static boolean works(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // not installed
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the lines that a command prints for an input; it must exit with status 0. */
    public static List<String> run(String input, List<String> command) {
        try {
            Path errors = Files.createTempFile("program", ".txt");
            Path given = Files.writeString(Files.createTempFile("program", ".txt"), input);
            Process process = new ProcessBuilder(new ArrayList<>(command))
                    .redirectInput(given.toFile())
                    .redirectError(errors.toFile())
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + Files.readString(errors));
            }
            Files.delete(errors);
            Files.delete(given);
            return out.lines().toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
