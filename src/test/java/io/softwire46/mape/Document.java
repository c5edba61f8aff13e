package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that is generated from the code. {@code -Ddocuments=write} writes it, otherwise it is compared. */
public final class Document {
    static final boolean WRITE = "write".equals(System.getProperty("documents"));

    private Document() {}

    public static void check(Path file, String expected) throws IOException {
        assumeTrue(Files.isDirectory(Path.of("src")), "not in the repository");
        if (WRITE) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, expected);
        }
        assertEquals(
                expected,
                Files.exists(file) ? Files.readString(file) : "",
                () -> file + " is not current; run the tests with -Ddocuments=write and review the difference");
    }

    /** The same for a file that is not text. */
    public static void check(Path file, byte[] expected) throws IOException {
        assumeTrue(Files.isDirectory(Path.of("src")), "not in the repository");
        if (WRITE) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, expected);
        }
        assertArrayEquals(
                expected,
                Files.exists(file) ? Files.readAllBytes(file) : new byte[0],
                () -> file + " is not current; run the tests with -Ddocuments=write and review the difference");
    }
}
