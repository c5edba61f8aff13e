package io.softwire46.mape.cli.oracle;

import io.softwire46.mape.cli.text.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code mape oracle}: answers queries about mappings, one JSON object per line, so that programs in any language can be tested
 * against this library.
 */
@Command(
        name = "oracle",
        mixinStandardHelpOptions = true,
        description = "Answer queries on standard input, one JSON object per line (op: ce, owner, decode, check, ports,"
                + " validate).",
        footer = {
            "",
            "Example:",
            "  {\"op\":\"ports\",\"psidOffset\":6,\"psidLength\":8,\"psid\":52}",
            "Each line has one answer: {\"ok\":true,...} or {\"ok\":false,\"code\":...,\"rfc\":...,\"error\":...}.",
            "With \"quiet\":true, an answer has no findings that were returned for the rule before."
        })
public final class OracleCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** Number of answers between two checks that the reader of the output still exists. */
    private static final int CHECK_INTERVAL = 256;

    /** Maximum length of a line, enough for a domain of a hundred thousand rules. */
    private static final int MAX_LINE_OCTETS = 64 << 20;

    private final InputStream in = System.in;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        return serve(in, out);
    }

    public static int serve(InputStream in, PrintWriter out) throws IOException {
        OracleSession session = new OracleSession();
        LineSource lines = new LineSource(in, MAX_LINE_OCTETS);
        long answers = 0;
        String line = lines.next();
        while (line != null) {
            String problem = lines.problem();
            out.print(problem == null ? OracleAnswer.to(session, line) : OracleAnswer.badJson(problem));
            out.print('\n');
            answers++;
            if (lines.isPaused() || answers % CHECK_INTERVAL == 0) {
                if (out.checkError()) { // also flushes; true if the reader has ended
                    break;
                }
            }
            line = lines.next();
        }
        out.flush();
        return ExitStatus.DONE;
    }
}
