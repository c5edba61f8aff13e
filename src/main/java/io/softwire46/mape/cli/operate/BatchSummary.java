package io.softwire46.mape.cli.operate;

import io.softwire46.mape.operate.LookupResult;
import io.softwire46.mape.operate.batch.Tally;
import io.softwire46.mape.operate.form.LineKind;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run over a log did.
 *
 * <p>Immutable.
 *
 * @param tally counts of lines and answers
 * @param firstLine number of the first line that got output, from 1
 * @param lines number of lines of the input that are done, with those that were skipped
 * @param isKept whether the output of these lines is kept
 * @param problem why the run ended before the end of the input; null if it did not
 * @param inputSha256 digest of the octets of the input, in hexadecimal; null if it was not read to its end
 * @param outputSha256 digest of the octets of the output
 */
record BatchSummary(
        Tally tally,
        long firstLine,
        long lines,
        boolean isKept,
        @Nullable String problem,
        @Nullable String inputSha256,
        @Nullable String outputSha256) {
    /** Prints lines and share per result. */
    void print(PrintWriter err) {
        long answers = tally.answers();
        err.println(String.format(Locale.ROOT, "lines %,15d", lines));
        if (firstLine > 1) {
            err.println(String.format(Locale.ROOT, "skipped %,13d", Math.min(firstLine - 1, lines)));
        }
        for (LookupResult result : LookupResult.values()) {
            long count = tally.answers(result);
            if (count > 0) {
                err.println(
                        String.format(Locale.ROOT, "%-16s %,12d  %5.1f %%", result, count, 100.0 * count / answers));
            }
        }
        for (LineKind kind : LineKind.values()) {
            long count = tally.lines(kind);
            if (count > 0 && !kind.isRecord()) {
                err.println(String.format(
                        Locale.ROOT, "%-16s %,12d  without answer", kind.name().toLowerCase(Locale.ROOT), count));
            }
        }
        if (isKept) {
            err.println("to continue after these lines: --skip-lines " + lines);
        }
    }
}
