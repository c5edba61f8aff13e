package io.softwire46.mape.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An output file that appears only when it is whole: the octets are written to a temporary file in the same
 * directory, and {@link #commit} renames it to the target atomically. Without a commit the target is unchanged, and the
 * temporary file is deleted when this is closed or the virtual machine ends. The new file gets the permissions of the
 * replaced one, but not its owner. A program may read the file that it will replace.
 *
 * <p>A symbolic link is followed: the file that it points to is replaced or created. A target that is not a regular file
 * (/dev/null, a named pipe) cannot be replaced and is written to directly. The same applies to files below /proc, to
 * which /dev/stdout and /dev/fd lead, since they are open files. Such a target keeps the octets written before a
 * failure.
 *
 * <p>Not thread-safe.
 */
public final class ReplacingFile implements Closeable {
    private static final int MAX_LINKS = 40;

    private final Path target;
    private final @Nullable Path temporary;
    private final OutputStream stream;
    private boolean done;

    /**
     * Starts an output file.
     *
     * @param target the file to make or to replace, or something else that can be written to; its directory exists
     * @return an empty output
     * @throws IOException if the directory or the target cannot be written, or the target is a directory
     */
    public static ReplacingFile create(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new FileSystemException(target.toString(), null, "is a directory; name a file in it");
        }
        Path file = behindLinks(target);
        if (file == null) {
            // appended: if standard output is a file, its contents are kept
            OutputStream direct = Files.newOutputStream(target, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return new ReplacingFile(target, null, direct);
        }
        Path temporary = file.resolveSibling(String.format(
                Locale.ROOT, ".mape-%016x.part", ThreadLocalRandom.current().nextLong()));
        OutputStream stream;
        try {
            stream = Files.newOutputStream(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        } catch (FileSystemException e) {
            FileSystemException failure = new FileSystemException(
                    target.toString(),
                    null,
                    "cannot create a file in its directory; see that it exists and is writable");
            failure.initCause(e);
            throw failure;
        }
        deleteOnExit(temporary);
        ReplacingFile replacing = new ReplacingFile(file, temporary, stream);
        try {
            copyPermissions(file, temporary);
        } catch (IOException e) {
            replacing.close();
            throw e;
        }
        return replacing;
    }

    private ReplacingFile(Path target, @Nullable Path temporary, OutputStream stream) {
        this.target = target;
        this.temporary = temporary;
        this.stream = stream;
    }

    /** Returns the path to replace, which may not exist, or null if the target is written to directly. */
    private static @Nullable Path behindLinks(Path target) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            return null;
        }
        Path file = target;
        for (int links = 0; Files.isSymbolicLink(file); links++) {
            if (links == MAX_LINKS) {
                throw new FileSystemException(target.toString(), null, "too many symbolic links");
            }
            if (isBelowProc(file)) {
                return null;
            }
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        return file;
    }

    private static boolean isBelowProc(Path link) throws IOException {
        Path directory = link.toAbsolutePath().getParent();
        return directory != null && directory.toRealPath().startsWith("/proc");
    }

    private static void deleteOnExit(Path temporary) {
        try {
            temporary.toFile().deleteOnExit();
        } catch (UnsupportedOperationException e) {
            // file systems in an archive or in memory support close() only
        }
    }

    private static void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view != null && Files.exists(from)) {
            view.setPermissions(Files.getPosixFilePermissions(from));
        }
    }

    /**
     * Returns the stream for the contents. It is not buffered, and this object closes it.
     *
     * @return always the same stream
     */
    public OutputStream stream() {
        return stream;
    }

    /**
     * Declares the contents complete, and moves them to the target. A second call has no effect. The contents are
     * written to the operating system, but not forced to the disk.
     *
     * @throws IOException if that fails; the target is then what it was
     */
    public void commit() throws IOException {
        if (done) {
            return;
        }
        stream.close();
        if (temporary != null) {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        }
        done = true;
    }

    /** Without {@link #commit}, discards the written contents; after it, has no effect. */
    @Override
    public void close() throws IOException {
        if (done) {
            return;
        }
        done = true;
        try {
            stream.close();
        } finally {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
