package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that a command is to write, checked before any of them is touched: none may replace an input or another output.
 *
 * <p>Not thread-safe.
 */
final class OutputFiles {
    private record Named(String option, Path file) {}

    private final List<Named> taken = new ArrayList<>();

    OutputFiles input(String option, Path file) {
        if (!Inputs.isStandardInput(file)) {
            taken.add(new Named(option, file));
        }
        return this;
    }

    OutputFiles output(String option, @Nullable Path file) {
        if (file == null) {
            return this;
        }
        if (file.toString().equals("-")) {
            throw new ToolException(option + " -: standard output carries the report; name a file");
        }
        for (Named other : taken) {
            if (isSame(file, other.file())) {
                throw new ToolException(option + " " + file + ": is also " + other.option()
                        + "; choose another file, nothing was written");
            }
        }
        taken.add(new Named(option, file));
        return this;
    }

    /** By name, or by what the names lead to; what is not a regular file is not replaced, and may be used twice. */
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
            return false; // what cannot be looked at will be refused when it is opened
        }
    }
}
