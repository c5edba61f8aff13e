package io.softwire46.mape.operate.batch;

import io.softwire46.mape.operate.form.FormException;
import io.softwire46.mape.operate.form.FormOptions;
import io.softwire46.mape.operate.form.InputForm;
import io.softwire46.mape.operate.form.LineForm;
import io.softwire46.mape.operate.form.LineKind;
import io.softwire46.mape.operate.form.LineQuery;
import io.softwire46.mape.operate.form.Octets;
import java.io.IOException;
import java.io.InputStream;

/**
 * Opens a form by the first lines of an input, before anything is answered: a form that does not fit, or a time without
 * zone, ends the run then.
 *
 * <p>Not thread-safe: use one instance per input.
 */
public final class FirstRecord {
    private static final int MAX_SPACE_OCTETS = 8192;
    private static final int BYTE_ORDER_MARK_OCTET = 0xef;
    private static final int BYTE_ORDER_MARK_OCTETS = 3;

    private final LineBlocks blocks;
    private final LineBlock block = new LineBlock();
    private final boolean hasLines;

    /** Reads the first block. */
    public FirstRecord(LineBlocks blocks) {
        this.blocks = blocks;
        hasLines = blocks.next(block);
    }

    /** Returns the first block; it has no lines if the input is empty. */
    public LineBlock block() {
        return block;
    }

    /**
     * Returns whether the text is an array. Then white space before its bracket is skipped, else nothing.
     *
     * @param text supports {@link InputStream#mark}
     */
    public static boolean isArray(InputStream text) throws IOException {
        text.mark(MAX_SPACE_OCTETS);
        int skipped = 0;
        try {
            int octet = text.read();
            if (octet == BYTE_ORDER_MARK_OCTET) {
                text.skipNBytes(BYTE_ORDER_MARK_OCTETS - 1);
                skipped = BYTE_ORDER_MARK_OCTETS;
                octet = text.read();
            }
            while (skipped < MAX_SPACE_OCTETS - 1
                    && (octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r')) {
                skipped++;
                octet = text.read();
            }
            text.reset();
            if (octet != '[') {
                return false;
            }
            text.skipNBytes(skipped);
            return true;
        } catch (IOException e) {
            // A damaged input fails again when its lines are read.
            text.reset();
            return false;
        }
    }

    /**
     * Opens a form.
     *
     * @throws FormException if it does not fit, or the first record has a time without zone
     */
    public LineForm open(InputForm form, FormOptions options) {
        int from = hasLines ? textAt(0) : -1;
        if (from < 0) {
            if (block.length >= LineBlocks.BLOCK_OCTETS / 2) {
                throw new FormException("has only empty lines at its start; remove them");
            }
            form.check(options);
            return form.openEmpty();
        }
        int to = endOf(from);
        if (block.isOverlong) {
            throw new FormException(
                    "has a first line of more than " + LineBlock.MAX_LINE_OCTETS + " octets; use a log");
        }
        LineForm opened = form.open(options, block.octets, from, to);
        if (opened.hasHeader()) {
            block.headerAt = from;
        }
        if (opened.hasTrailer()) {
            blocks.findTrailer(block);
        }
        checkZone(opened, opened.hasHeader() ? textAt(lineAfter(to)) : from);
        return opened;
    }

    private void checkZone(LineForm opened, int record) {
        if (record < 0) {
            return;
        }
        LineQuery query = new LineQuery();
        if (opened.read(block.octets, record, endOf(record), query) == LineKind.BAD && query.isZoneMissing()) {
            throw new FormException("has a time without zone in its first record: " + query.badReason());
        }
    }

    /** Returns the start of the first line from an index on that is not empty, or -1. */
    private int textAt(int index) {
        int at = index;
        while (at < block.length && (block.octets[at] == '\r' || block.octets[at] == '\n')) {
            at++;
        }
        return at < block.length ? at : -1;
    }

    /** Returns the end of a line, without its line end. */
    private int endOf(int from) {
        int to = Octets.indexOf(block.octets, from, block.length, '\n');
        return to > from && block.octets[to - 1] == '\r' ? to - 1 : to;
    }

    private int lineAfter(int to) {
        return Octets.indexOf(block.octets, to, block.length, '\n');
    }
}
