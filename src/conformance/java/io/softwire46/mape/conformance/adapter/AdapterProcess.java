package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.adapter.AdapterException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running adapter: one line out, one line in, each within its time. After any error but an unanswered one the process has
 * ended.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class AdapterProcess implements AutoCloseable {
    /** Sees all lines. */
    interface Observer {
        /**
         * Sees a line.
         *
         * @param request name of the request that it is, or that it answers
         * @param sent whether it was sent to the adapter
         * @param line without its end
         */
        void line(String request, boolean sent, String line);
    }

    /** A request of this length fits into any pipe, if the adapter has read the previous one. */
    private static final int MAX_DIRECT_OCTETS = 4096;

    private final ProcessTree tree;
    private final OutputStream input;
    private final LineReader lines;
    private final OutputTail errors;
    private final Observer observer;
    private @Nullable ExecutorService writer;
    private int unread;
    private boolean ended;

    private AdapterProcess(ProcessTree tree, Observer observer) {
        this.tree = tree;
        this.observer = observer;
        Process process = tree.process();
        input = process.getOutputStream();
        lines = LineReader.of(process.getInputStream(), Protocol.MAX_LINE_OCTETS, "adapter output");
        errors = OutputTail.of(process.getErrorStream(), "adapter errors");
    }

    /**
     * Starts a command.
     *
     * @throws AdapterException if there is no such program
     */
    static AdapterProcess start(List<String> command, Observer observer) {
        try {
            return new AdapterProcess(ProcessTree.start(new ProcessBuilder(command)), observer);
        } catch (IOException e) {
            throw new AdapterException(Kind.START, "start", String.valueOf(e.getMessage()), "");
        }
    }

    /**
     * Sends a line and returns the answer.
     *
     * @throws AdapterException if there is none; then the process has ended
     */
    String ask(String request, String line, Duration timeout) {
        if (ended) {
            throw new AdapterException(Kind.EXITED, request, "the adapter has ended", stderr());
        }
        if (lines.isReady()) {
            throw fail(unexpected(request));
        }
        observer.line(request, true, line);
        long deadline = System.nanoTime() + timeout.toNanos();
        byte[] octets = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (octets.length > Protocol.MAX_LINE_OCTETS + 1) {
            throw new AdapterException(Kind.TOO_MUCH, request, "the request is longer than 4 MiB", stderr());
        }
        send(octets);
        LineReader.Result result = next(deadline);
        if (result == null) {
            throw fail(new AdapterException(
                    Kind.TIMEOUT, request, "no answer within " + timeout.toMillis() + " ms", stderr()));
        }
        if (result.line() == null) {
            throw fail(problem(request, result));
        }
        unread = 0;
        observer.line(request, false, result.line());
        return result.line();
    }

    private AdapterException unexpected(String request) {
        LineReader.Result result = next(System.nanoTime());
        if (result != null && result.line() == null) {
            return problem(request, result);
        }
        return new AdapterException(Kind.GARBAGE, request, "found a line before the request was sent", stderr());
    }

    private AdapterException problem(String request, LineReader.Result result) {
        String status = "";
        if (result.kind() == Kind.EXITED) {
            try {
                boolean exited = tree.process().waitFor(500, TimeUnit.MILLISECONDS);
                status = exited ? "; exit status " + tree.process().exitValue() : "";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return new AdapterException(result.kind(), request, "the adapter: " + result.problem() + status, stderr());
    }

    private LineReader.@Nullable Result next(long deadline) {
        try {
            return lines.next(Math.max(0, deadline - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Writes a line; in another thread if it might fill the pipe, whose reader may have stopped reading. */
    private void send(byte[] octets) {
        unread += octets.length;
        if (unread <= MAX_DIRECT_OCTETS && writer == null) {
            write(octets);
            return;
        }
        ExecutorService executor = writer;
        if (executor == null) {
            executor = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "adapter input");
                thread.setDaemon(true);
                return thread;
            });
            writer = executor;
        }
        executor.execute(() -> write(octets));
    }

    private void write(byte[] octets) {
        try {
            input.write(octets);
            input.flush();
        } catch (IOException e) {
            // the end of the output reports that the adapter has ended
        }
    }

    private AdapterException fail(AdapterException problem) {
        kill();
        return problem;
    }

    /** Waits for the end of the process after its last answer. */
    void awaitExit(String request, Duration timeout) {
        try {
            if (!tree.process().waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw fail(new AdapterException(
                        Kind.TIMEOUT, request, "no end within " + timeout.toMillis() + " ms", stderr()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int status = tree.process().exitValue();
        kill();
        if (status != 0) {
            throw new AdapterException(Kind.EXITED, request, "exit status " + status + ", expected 0", stderr());
        }
        if (lines.isReady() && unexpected(request).kind() != Kind.EXITED) {
            throw new AdapterException(Kind.GARBAGE, request, "found a line after the last answer", stderr());
        }
    }

    /** Returns the end of the standard error. */
    String stderr() {
        return errors.text(!tree.process().isAlive());
    }

    boolean hasEnded() {
        return ended;
    }

    /** Ends the process and all that it started. */
    void kill() {
        if (!ended) {
            ended = true;
            tree.kill();
            lines.close();
            if (writer != null) {
                writer.shutdownNow();
            }
        }
    }

    @Override
    public void close() {
        kill();
    }
}
