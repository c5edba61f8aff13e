package io.softwire46.mape.conformance.adapter;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The end of the kit by a signal such as SIGTERM or SIGINT: it ends the programs that were started, with all that they started,
 * and the files of a run are written whole or not at all.
 *
 * <p>Static methods only. Thread-safe: locks guard the state.
 */
public final class Interruption {
    private static final Set<ProcessTree> TREES = ConcurrentHashMap.newKeySet();

    /** Held while files are written. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    private static boolean isPrepared;
    private static boolean isEnding;

    private Interruption() {}

    /** Work that ends with files. */
    @FunctionalInterface
    public interface Files {
        /** Writes them. */
        void write() throws IOException;
    }

    /** Does something; if a signal ends the kit before that is done, a message is printed. */
    public static void announced(Runnable message, Files files) throws IOException {
        Thread announcement = new Thread(
                () -> {
                    end();
                    message.run();
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(announcement);
        try {
            files.write();
        } finally {
            remove(announcement);
        }
    }

    private static void remove(Thread announcement) {
        try {
            Runtime.getRuntime().removeShutdownHook(announcement);
        } catch (IllegalStateException e) {
            // the kit ends
        }
    }

    /**
     * Writes files, unless a signal ends the kit, which otherwise ends after they are written.
     *
     * @return whether they were written
     */
    public static boolean write(Files files) throws IOException {
        WRITING.lock();
        try {
            if (isEnding()) {
                return false;
            }
            files.write();
            return true;
        } finally {
            WRITING.unlock();
        }
    }

    /** Keeps a program, which the end of the kit ends. */
    static void add(ProcessTree tree) throws IOException {
        synchronized (Interruption.class) {
            if (!isPrepared) {
                isPrepared = true;
                Runtime.getRuntime().addShutdownHook(new Thread(Interruption::end, "end of programs"));
            }
            TREES.add(tree);
        }
        if (isEnding()) {
            tree.kill();
            throw new IOException("the kit was interrupted");
        }
    }

    static void remove(ProcessTree tree) {
        TREES.remove(tree);
    }

    private static synchronized boolean isEnding() {
        return isEnding;
    }

    private static void end() {
        synchronized (Interruption.class) {
            isEnding = true;
        }
        TREES.forEach(ProcessTree::kill);
        WRITING.lock(); // files that are being written are whole then
        try {
            TREES.forEach(ProcessTree::kill); // those that were just being started
        } finally {
            WRITING.unlock();
        }
    }
}
