package io.softwire46.mape.operate.batch;

import io.softwire46.mape.operate.Answer;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.LookupQuery;
import io.softwire46.mape.operate.LookupResult;
import io.softwire46.mape.operate.form.LineForm;
import io.softwire46.mape.operate.form.LineKind;
import io.softwire46.mape.operate.form.LineQuery;
import io.softwire46.mape.operate.form.Octets;
import io.softwire46.mape.operate.lookup.Protocols;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Answers the lines of one block after the other. It stops early if its output becomes large, so that memory is bounded
 * whatever the answers are; {@link #resume} continues.
 *
 * <p>A query of one version, one interval and one owner is answered by numbers; every other one by {@link Answer}. Both
 * give the same octets.
 *
 * <p>Not thread-safe: one thread at a time uses it.
 */
public final class BlockAnswers {
    private static final int FIRST_OCTETS = 1 << 18;
    private static final int MAX_OUT_OCTETS = 1 << 20;
    private static final int MAX_KEPT_OCTETS = 2 << 20;

    @SuppressWarnings("EnumOrdinal") // the contract of Attribution.find
    private static final long NO_RULE = -1L - LookupResult.NO_RULE.ordinal();

    private static final byte[] NO_ANSWER = ascii("null");
    private static final byte[] LINE = ascii("{\"line\":");
    private static final byte[] INPUT = ascii(",\"input\":");
    private static final byte[] FIRST_MEMBER = ascii("\"mape\":");
    private static final byte[] NEXT_MEMBER = ascii(",\"mape\":");

    private final LineForm form;
    private final Attribution rules;
    private final Function<LookupQuery, Answer> finder;
    private final AnswerOptions options;
    private final LineForm.Style style;
    private LineBlock block = new LineBlock();
    private final LineQuery query = new LineQuery();
    private final OctetBuffer out = new OctetBuffer(FIRST_OCTETS);
    private final OctetBuffer bad = new OctetBuffer(0);
    private final AnswerText text;
    private final Tally tally = new Tally();

    private int at;
    private long line;
    private boolean isDestination;

    /**
     * Creates answers without a block.
     *
     * @param form reads the lines
     * @param rules finds owners
     * @param finder answers queries that are not simple, with delegations if there are any
     * @param options how answers are written
     */
    public BlockAnswers(LineForm form, Attribution rules, Function<LookupQuery, Answer> finder, AnswerOptions options) {
        this.form = form;
        this.rules = rules;
        this.finder = finder;
        this.options = options;
        style = options.isJson() ? LineForm.Style.JSON_LINE : form.style();
        text = new AnswerText(out, style, options);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the block, to be filled. */
    public LineBlock block() {
        return block;
    }

    /** Replaces the block by one that is filled. */
    public void adopt(LineBlock filled) {
        block = filled;
    }

    /** Returns the counts of the lines that were answered since {@link #start}. */
    public Tally tally() {
        return tally;
    }

    /** Returns the number of lines of the block that are done. */
    public long linesDone() {
        return line - block.firstLine;
    }

    /** Returns whether the block is one long line, whose output may be several times as long. */
    public boolean isLarge() {
        return block.length > 2 * LineBlocks.BLOCK_OCTETS;
    }

    /** Frees the memory of a large output, after it was written. */
    public void release() {
        out.clear();
        out.shrink(MAX_KEPT_OCTETS);
        bad.clear();
        bad.shrink(MAX_KEPT_OCTETS);
    }

    /** Begins the block, without output. */
    public void start() {
        at = 0;
        line = block.firstLine;
        tally.clear();
        out.clear();
        bad.clear();
    }

    /**
     * Answers lines until the block ends, the output is large, or too many lines cannot be read.
     *
     * @param badLimit the number of unreadable lines after which to stop, counted from {@link #start}; 0 for no limit
     * @return whether the block is done
     */
    public boolean resume(long badLimit) {
        out.clear();
        bad.clear();
        while (at < block.length && out.length() < MAX_OUT_OCTETS) {
            if (badLimit > 0 && tally.lines(LineKind.BAD) >= badLimit) {
                return true;
            }
            int lineFeed = Octets.indexOf(block.octets, at, block.length, '\n');
            boolean hasReturn = lineFeed > at && block.octets[lineFeed - 1] == '\r';
            int end = hasReturn ? lineFeed - 1 : lineFeed;
            if (line > options.skipLines()) {
                writeLine(at, end, hasReturn);
            }
            at = lineFeed + 1;
            line++;
        }
        return at >= block.length;
    }

    /** Writes the output of the last {@link #resume}. */
    public void writeTo(OutputStream stream) throws IOException {
        stream.write(out.octets(), 0, out.length());
    }

    /** Writes the lines of the last {@link #resume} that cannot be read, with their answers. */
    public void writeBadTo(OutputStream stream) throws IOException {
        stream.write(bad.octets(), 0, bad.length());
    }

    private void writeLine(int from, int to, boolean hasReturn) {
        int start = out.length();
        LineKind kind = read(from, to);
        tally.count(kind);
        switch (kind) {
            case HEADER, EMPTY, TRAILER -> writeOther(kind, from, to);
            case BAD -> {
                tally.count(LookupResult.BAD_LINE);
                writeAnswer(from, to, Answer.badLine(query.badReason()));
            }
            case QUERY -> answer(from, to);
        }
        if (hasReturn && style != LineForm.Style.JSON_LINE) {
            out.octet('\r');
        }
        out.octet('\n');
        if (kind == LineKind.BAD && options.keepsBadLines()) {
            bad.octets(out.octets(), start, out.length());
        }
    }

    private LineKind read(int from, int to) {
        if (from == block.headerAt) {
            return LineKind.HEADER;
        }
        if (block.trailerAt != LineBlock.NONE && from >= block.trailerAt) {
            return LineKind.TRAILER;
        }
        if (block.isOverlong || to - from > LineBlock.MAX_LINE_OCTETS) {
            query.refuse("line", "is longer than " + LineBlock.MAX_LINE_OCTETS + " octets; use shorter lines");
            return LineKind.BAD;
        }
        return form.read(block.octets, from, to, query);
    }

    /** Copies a line that has no answer; a header gets the names of the new columns. */
    private void writeOther(LineKind kind, int from, int to) {
        if (style == LineForm.Style.JSON_LINE) {
            beginLine(from, to);
            out.octets(NO_ANSWER).octet('}');
            return;
        }
        out.octets(block.octets, from, to);
        if (kind == LineKind.HEADER) {
            text.header();
        }
    }

    private void answer(int from, int to) {
        isDestination = false;
        long handle = handle();
        if (handle < 0) {
            Answer answer = finder.apply(query.toQuery());
            tally.count(answer.result());
            writeAnswer(from, to, answer);
            return;
        }
        tally.count(LookupResult.FOUND);
        boolean isObject = begin(from, to);
        text.write(rules, handle, query, isDestination);
        end(isObject);
    }

    /** Returns the owner of a query that has one answer by numbers, else a number below zero. */
    private long handle() {
        if (options.hasLeases()
                || !query.isSimple()
                || rules.onlyVersion(query.firstMillis(), query.lastMillis()) < 0) {
            return -1;
        }
        long handle = rules.find(query.ipv4(), query.port(), query.firstMillis());
        if (query.sides() == 2) {
            long other = rules.find(query.otherIpv4(), query.otherPort(), query.firstMillis());
            if (handle == NO_RULE) {
                isDestination = true;
                handle = other;
            } else if (other != NO_RULE) {
                return -1;
            }
        }
        return handle >= 0 && !Protocols.hasPorts(query.protocol()) && rules.isShared(handle) ? -1 : handle;
    }

    private void writeAnswer(int from, int to, Answer answer) {
        boolean isObject = begin(from, to);
        text.write(answer);
        end(isObject);
    }

    /** Writes what precedes an answer, and returns whether an object must be closed after it. */
    private boolean begin(int from, int to) {
        if (style.isDelimited()) {
            out.octets(block.octets, from, to);
            return false;
        }
        if (style == LineForm.Style.JSON_MEMBER && query.isObject()) {
            int end = to - 1;
            while (block.octets[end] != '}') {
                end--;
            }
            int last = end - 1;
            while (block.octets[last] <= ' ') {
                last--;
            }
            out.octets(block.octets, from, end).octets(block.octets[last] == '{' ? FIRST_MEMBER : NEXT_MEMBER);
        } else {
            beginLine(from, to);
        }
        return true;
    }

    private void beginLine(int from, int to) {
        out.octets(LINE).number(line).octets(INPUT).json(block.octets, from, to).octets(NEXT_MEMBER);
    }

    private void end(boolean isObject) {
        if (isObject) {
            out.octet('}');
        }
    }
}
