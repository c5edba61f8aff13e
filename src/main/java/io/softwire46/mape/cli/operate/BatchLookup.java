package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.Progress;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.operate.Answer;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.LookupQuery;
import io.softwire46.mape.operate.batch.AnswerOptions;
import io.softwire46.mape.operate.batch.BlockAnswers;
import io.softwire46.mape.operate.batch.FirstRecord;
import io.softwire46.mape.operate.batch.JsonArrayLines;
import io.softwire46.mape.operate.batch.LineBlocks;
import io.softwire46.mape.operate.batch.LogInput;
import io.softwire46.mape.operate.form.FormException;
import io.softwire46.mape.operate.form.FormOptions;
import io.softwire46.mape.operate.form.InputForm;
import io.softwire46.mape.operate.form.LineForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code mape lookup --in}: one line of output per line of a log. Nothing is written before the first record was read,
 * so that a form, a zone or a column that does not fit ends the command without output.
 *
 * <p>Not thread-safe: use one instance per run.
 */
final class BatchLookup {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final BatchOptions options;
    private final Attribution rules;
    private final Function<LookupQuery, Answer> finder;
    private final AnswerOptions answerOptions;
    private final InputForm form;
    private final FormOptions formOptions;
    private final Path in;
    private final boolean isDigested;
    private final PrintWriter err;

    /**
     * Creates a run.
     *
     * @param options what was asked for
     * @param rules finds owners
     * @param finder answers queries that are not simple, with delegations if there are any
     * @param isDated whether the rules have dates, so that each line needs a time
     * @param answers how answers are written
     * @param isDigested whether digests of input and output are wanted
     * @param err receives notes and progress
     */
    BatchLookup(
            BatchOptions options,
            Attribution rules,
            Function<LookupQuery, Answer> finder,
            boolean isDated,
            AnswerOptions answers,
            boolean isDigested,
            PrintWriter err) {
        options.check();
        this.options = options;
        this.rules = rules;
        this.finder = finder;
        this.isDigested = isDigested;
        this.err = err;
        answerOptions = answers;
        form = options.form();
        formOptions = options.formOptions(!isDated);
        in = Objects.requireNonNull(options.in);
        try {
            form.check(formOptions);
        } catch (FormException e) {
            throw new ToolException(String.valueOf(e.getMessage()));
        }
    }

    private boolean isStandardInput() {
        return in.toString().equals("-");
    }

    private String name() {
        return isStandardInput() ? "standard input" : in.toString();
    }

    private ToolException refused(String problem) {
        return new ToolException(name() + ": " + problem);
    }

    /** Answers all lines, and returns what was done. */
    BatchSummary run(PrintWriter out) throws IOException {
        if (!isStandardInput() && Files.isDirectory(in)) {
            throw refused("is a directory; name a file in it");
        }
        new OutputFiles().input("--in", in).output("--out", options.out).output("--errors", options.errors);
        try (InputStream file = isStandardInput() ? System.in : Files.newInputStream(in);
                Progress progress = Progress.of(in, isStandardInput(), err)) {
            DigestInput octets = new DigestInput(file, isDigested);
            return run(new LineBlocks(lines(octets)), octets, progress, out);
        } catch (LogInput.NotTextException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the lines of the input; an array becomes one line per element. */
    private InputStream lines(DigestInput octets) throws IOException {
        InputStream text = LogInput.open(octets);
        return form.mayBeArray() && FirstRecord.isArray(text) ? new JsonArrayLines(text) : text;
    }

    private BatchSummary run(LineBlocks blocks, DigestInput octets, Progress progress, PrintWriter out)
            throws IOException {
        FirstRecord first = new FirstRecord(blocks);
        LineForm opened;
        try {
            opened = first.open(form, formOptions);
        } catch (FormException e) {
            throw refused(e.getMessage() + " (--format " + form + ")");
        }
        Supplier<BlockAnswers> maker = () -> new BlockAnswers(opened, rules, finder, answerOptions);
        BlockAnswers answers = maker.get();
        answers.adopt(first.block());
        try (Sink main = Sink.of(options.out, out, isDigested);
                Sink bad = options.errors == null ? Sink.none() : Sink.of(options.errors, out, false)) {
            if (blocks.hasByteOrderMark() && keepsStart(opened)) {
                main.write(stream -> stream.write(BYTE_ORDER_MARK));
            }
            BatchLoop.Output output = block -> {
                main.write(block::writeTo);
                bad.write(block::writeBadTo);
            };
            long maxErrors = options.maxErrors == null ? -1 : options.maxErrors;
            BatchLoop loop = new BatchLoop(blocks, output, maxErrors, progress, octets::count);
            loop.run(answers, maker, options.threadCount());
            return finish(loop, blocks, octets, main, bad);
        }
    }

    /** Returns whether the first octets of the input are those of the output. */
    private boolean keepsStart(LineForm opened) {
        return opened.style().isDelimited() && !answerOptions.isJson() && options.skipLines == 0;
    }

    /** Gives the files their names; a run with too many unreadable lines leaves the old file. */
    private BatchSummary finish(BatchLoop loop, LineBlocks blocks, DigestInput octets, Sink main, Sink bad) {
        String problem = null;
        if (loop.hasTooManyBadLines()) {
            problem = name() + ": has more than " + options.maxErrors
                    + " lines that cannot be read; see their reasons, or use a larger --max-errors";
        } else if (blocks.hasFailed()) {
            problem =
                    name() + ": cannot be read to its end: " + blocks.failure().getMessage()
                            + "; use a complete file, since only the lines before that are answered";
        }
        bad.commit();
        boolean isKept = !loop.hasTooManyBadLines() || options.out == null;
        if (isKept) {
            main.commit();
        }
        return new BatchSummary(
                loop.tally(),
                options.skipLines + 1,
                loop.lines(),
                isKept,
                problem,
                problem == null ? octets.sha256() : null,
                isKept ? main.sha256() : null);
    }
}
