package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.Progress;
import io.softwire46.mape.operate.batch.BlockAnswers;
import io.softwire46.mape.operate.batch.LineBlocks;
import io.softwire46.mape.operate.batch.Tally;
import io.softwire46.mape.operate.form.LineKind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers blocks of lines, by several threads if wanted, and writes them in the order of the input. This thread reads and
 * writes; others answer. The number of blocks is fixed, so memory does not grow with the input.
 *
 * <p>Not thread-safe: use one instance per input.
 */
final class BatchLoop {
    /** Receives the output of blocks in order. */
    interface Output {
        void write(BlockAnswers answers) throws IOException;
    }

    /** A block that is being answered; the result is whether all of it is done. */
    private record Pending(BlockAnswers answers, Future<Boolean> isDone) {}

    private final LineBlocks blocks;
    private final Output output;
    private final long maxBadLines;
    private final Progress progress;
    private final LongSupplier inputOffset;
    private final Tally tally = new Tally();
    private long lines;
    private boolean hasTooManyBadLines;

    /**
     * Creates a loop.
     *
     * @param blocks the input
     * @param output receives the blocks
     * @param maxBadLines the number of unreadable lines that is tolerated; -1 for no limit
     * @param progress shows the part of the input that was read
     * @param inputOffset returns how much that is
     */
    BatchLoop(LineBlocks blocks, Output output, long maxBadLines, Progress progress, LongSupplier inputOffset) {
        this.blocks = blocks;
        this.output = output;
        this.maxBadLines = maxBadLines;
        this.progress = progress;
        this.inputOffset = inputOffset;
    }

    Tally tally() {
        return tally;
    }

    /** Returns the number of lines whose output is written. */
    long lines() {
        return lines;
    }

    boolean hasTooManyBadLines() {
        return hasTooManyBadLines;
    }

    /** Answers a block that was filled before, then all others. */
    void run(BlockAnswers first, Supplier<BlockAnswers> maker, int threads) throws IOException {
        first.start();
        write(first, first.resume(limit()));
        if (threads == 1) {
            while (!hasTooManyBadLines && next(first)) {
                first.start();
                write(first, first.resume(limit()));
            }
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "lookup");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Deque<BlockAnswers> free = new ArrayDeque<>();
            free.add(first);
            for (int i = 1; i < 2 * threads; i++) {
                free.add(maker.get());
            }
            runAll(free, pool);
        } finally {
            pool.shutdownNow();
        }
    }

    private void runAll(Deque<BlockAnswers> free, ExecutorService pool) throws IOException {
        Deque<Pending> pending = new ArrayDeque<>();
        boolean hasMore = true;
        while (!hasTooManyBadLines && (hasMore || !pending.isEmpty())) {
            BlockAnswers answers = hasMore ? free.poll() : null;
            if (answers != null) {
                hasMore = next(answers);
                if (hasMore) {
                    pending.add(new Pending(answers, pool.submit(() -> {
                        answers.start();
                        // one large output at a time, when it is written
                        return !answers.isLarge() && answers.resume(limit());
                    })));
                }
                continue;
            }
            Pending oldest = pending.remove();
            write(oldest.answers(), isDone(oldest));
            free.add(oldest.answers());
        }
    }

    private boolean next(BlockAnswers answers) {
        boolean hasLines = blocks.next(answers.block());
        if (hasLines) {
            progress.draw(inputOffset.getAsLong());
        }
        return hasLines;
    }

    private static boolean isDone(Pending pending) {
        try {
            return pending.isDone().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** A block alone stops at this number of unreadable lines; 0 is no limit. */
    private long limit() {
        return maxBadLines < 0 ? 0 : maxBadLines + 1;
    }

    /** Writes a block that is answered as far as its output was not large. */
    private void write(BlockAnswers answers, boolean isDone) throws IOException {
        boolean isComplete = isDone;
        long allowed = maxBadLines < 0 ? 0 : maxBadLines + 1 - tally.lines(LineKind.BAD);
        if (allowed > 0 && answers.tally().lines(LineKind.BAD) >= allowed) {
            // The block did not know of the lines before it: answer it again, up to the line that is too many.
            answers.start();
            isComplete = answers.resume(allowed);
        }
        output.write(answers);
        while (!isComplete) {
            isComplete = answers.resume(allowed);
            output.write(answers);
        }
        answers.release();
        tally.add(answers.tally());
        lines += answers.linesDone();
        hasTooManyBadLines = maxBadLines >= 0 && tally.lines(LineKind.BAD) > maxBadLines;
    }
}
