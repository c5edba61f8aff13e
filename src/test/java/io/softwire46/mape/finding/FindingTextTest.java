package io.softwire46.mape.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Code compares ids as values of {@link FindingId}: none is a string outside of it. */
class FindingTextTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern ID = Pattern.compile(
            Arrays.stream(FindingId.values()).map(FindingId::name).collect(Collectors.joining("|", "\"(", ")\"")));

    @Test
    void noIdIsAString() throws IOException {
        assumeTrue(Files.isDirectory(SOURCES), "not in the repository");
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> wrong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> ID.matcher(read(file)).find())
                    .toList();
            assertEquals(List.of(), wrong);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
