package io.softwire46.mape.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReplacingFileTest {
    @TempDir
    Path directory;

    @Test
    void aNewFileAppearsWithTheCommit() throws IOException {
        Path target = directory.resolve("new");
        try (ReplacingFile file = ReplacingFile.create(target)) {
            write(file, "whole");
            assertTrue(Files.notExists(target));
            file.commit();
            file.commit();
            assertEquals("whole", Files.readString(target));
        }
        assertEquals("whole", Files.readString(target));
        assertEquals(List.of(target), list());
    }

    @Test
    void withoutCommitTheOldFileStays() throws IOException {
        Path target = Files.writeString(directory.resolve("old"), "old");
        try (ReplacingFile file = ReplacingFile.create(target)) {
            write(file, "half");
        }
        assertEquals("old", Files.readString(target));
        assertEquals(List.of(target), list());
    }

    @Test
    void withoutCommitNothingAppears() throws IOException {
        try (ReplacingFile file = ReplacingFile.create(directory.resolve("never"))) {
            write(file, "half");
            assertEquals(1, list().size());
        }
        assertEquals(List.of(), list());
    }

    @Test
    void afterCloseACommitDoesNothing() throws IOException {
        ReplacingFile file = ReplacingFile.create(directory.resolve("never"));
        file.close();
        file.close();
        assertThrows(IOException.class, () -> write(file, "more"));
        file.commit();
        assertEquals(List.of(), list());
    }

    @Test
    void aReplacedFileKeepsItsPermissions() throws IOException {
        Path target = Files.writeString(directory.resolve("old"), "old");
        assumeTrue(target.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw---x"));
        commit(target, "new");
        assertEquals("new", Files.readString(target));
        assertEquals("rw-rw---x", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    }

    @Test
    void aNewFileHasThePermissionsOfAnyNewFile() throws IOException {
        Path target = directory.resolve("new");
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        commit(target, "new");
        Path plain = Files.writeString(directory.resolve("plain"), "");
        assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(target));
    }

    @Test
    void theTargetOfASymbolicLinkIsReplaced() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path real = Files.writeString(elsewhere.resolve("real"), "old");
        Path middle = Files.createSymbolicLink(elsewhere.resolve("middle"), Path.of("real"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("elsewhere/middle"));
        commit(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.isSymbolicLink(middle));
        assertTrue(Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS));
        assertEquals("new", Files.readString(real));
    }

    @Test
    void theFileThatADanglingLinkPointsToIsMade() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        commit(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(directory.resolve("real")));
    }

    @Test
    void aLoopOfLinksIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));
        assertThrows(FileSystemException.class, () -> ReplacingFile.create(link));
    }

    /**
     * A named pipe represents every device. Not /dev/null: a fault here, or a mutant, would replace the real one
     * when the tests run as root.
     */
    @Test
    @Timeout(20)
    void targetsThatAreNotRegularFilesAreWrittenToDirectly() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assumeTrue(makePipe(pipe));
        try (RandomAccessFile bothEnds = new RandomAccessFile(pipe.toFile(), "rw")) {
            commit(pipe, "whole");
            assertTrue(Files.readAttributes(pipe, BasicFileAttributes.class).isOther(), "still a pipe");
            byte[] received = new byte[5];
            bothEnds.readFully(received);
            assertEquals("whole", new String(received, StandardCharsets.UTF_8));
        }
        assertEquals(List.of(pipe), list());
    }

    /** If standard output is redirected into a file, /dev/stdout is a link below /proc to that file. */
    @Test
    void anOpenFileBelowProcIsAppendedTo() throws IOException {
        Path target = Files.writeString(directory.resolve("redirected"), "old ");
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors));
        try (RandomAccessFile open = new RandomAccessFile(target.toFile(), "rw")) {
            commit(descriptorOf(target, descriptors), "new");
            assertEquals(7, open.length(), "the same file, not one of the same name");
        }
        assertEquals("old new", Files.readString(target));
        assertEquals(List.of(target), list());
    }

    @Test
    void aDirectoryIsRefused() throws IOException {
        String message = assertThrows(FileSystemException.class, () -> ReplacingFile.create(directory))
                .getMessage();
        assertTrue(message.contains("is a directory"), message);
    }

    @Test
    void theMessageNamesTheTargetWhenItsDirectoryIsMissing() {
        Path target = directory.resolve("missing").resolve("out");
        FileSystemException thrown = assertThrows(FileSystemException.class, () -> ReplacingFile.create(target));
        assertEquals(target.toString(), thrown.getFile());
        assertTrue(thrown.getMessage().contains("directory"), thrown.getMessage());
    }

    @Test
    void aTargetThatBecameADirectoryIsAFailureThatLeavesNoTemporaryFile() throws IOException {
        Path target = directory.resolve("target");
        ReplacingFile file = ReplacingFile.create(target);
        write(file, "whole");
        Files.createDirectory(target);
        assertThrows(IOException.class, file::commit);
        file.close();
        assertEquals(List.of(target), list());
    }

    private static boolean makePipe(Path pipe) throws InterruptedException {
        try {
            return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such program here
        }
    }

    private static Path descriptorOf(Path file, Path descriptors) throws IOException {
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.filter(descriptor -> pointsTo(descriptor, file))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean pointsTo(Path descriptor, Path file) {
        try {
            return Files.isSameFile(descriptor, file);
        } catch (IOException e) {
            return false; // the descriptor of the listing itself, or a socket
        }
    }

    private static void commit(Path target, String text) throws IOException {
        try (ReplacingFile file = ReplacingFile.create(target)) {
            write(file, text);
            file.commit();
        }
    }

    private static void write(ReplacingFile file, String text) throws IOException {
        file.stream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        }
    }
}
