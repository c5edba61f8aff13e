package io.softwire46.mape.cli.operate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files of an earlier run in the directory of {@code --write}, which do not belong to the output of this run.
 *
 * <p>Static methods only.
 */
final class EarlierFiles {
    /** The maximum number of files that a message names. */
    private static final int MAX_NAMED = 4;

    private EarlierFiles() {}

    /** Prints a line about the files with names of this command that it has not written. */
    static void report(String command, Path directory, Pattern names, Set<String> written, PrintWriter err)
            throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> others = files.map(each -> each.getFileName().toString())
                    .filter(each -> names.matcher(each).matches() && !written.contains(each))
                    .sorted()
                    .toList();
            if (!others.isEmpty()) {
                err.println("mape " + command + ": " + directory + ": also has "
                        + String.join(", ", others.subList(0, Math.min(MAX_NAMED, others.size())))
                        + (others.size() > MAX_NAMED ? " and " + (others.size() - MAX_NAMED) + " more" : "")
                        + " of an earlier run; remove what is not needed");
            }
        }
    }
}
