package io.softwire46.mape.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the output files of a command before any file is opened: none may replace an input or another output.
 *
 * <p>Not thread-safe: use one instance per command.
 */
public final class OutputFiles {
    private record Named(String option, Path file) {}

    private final List<Named> taken = new ArrayList<>();

    /** Creates a check without files. */
    public OutputFiles() {}

    /** Adds an input of an option; standard input, named "-", is never replaced. */
    public OutputFiles input(String option, Path file) {
        if (!file.toString().equals("-")) {
            taken.add(new Named(option, file));
        }
        return this;
    }

    /** Adds an output of an option, and refuses one that is an input or another output; null is none. */
    public OutputFiles output(String option, @Nullable Path file) {
        if (file == null) {
            return this;
        }
        if (file.toString().equals("-")) {
            throw new ToolException(option + " -: cannot be standard output, which the report uses; name a file");
        }
        for (Named other : taken) {
            if (isSame(file, other.file())) {
                throw new ToolException(option + " " + file + ": is also " + other.option() + "; use another file");
            }
        }
        taken.add(new Named(option, file));
        return this;
    }

    /**
     * Compares names, then the files that they refer to. Writing does not replace a device or pipe, so it may be used
     * twice.
     */
    private static boolean isSame(Path one, Path other) {
        if (Files.exists(one) && !Files.isRegularFile(one)) {
            return false;
        }
        if (one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
            return true;
        }
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false; // opening the file will report the error
        }
    }
}
