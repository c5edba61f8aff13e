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
 * {@code mape oracle}: answers queries about mappings, one JSON object a line, so that programs in any language can check
 * themselves.
 */
@Command(
        name = "oracle",
        mixinStandardHelpOptions = true,
        description = "Answer queries, one JSON object a line: ops ce, owner, decode, check, ports, validate.",
        footer = {
            "",
            "Example:",
            "  {\"op\":\"ports\",\"psidOffset\":6,\"psidLength\":8,\"psid\":52}",
            "Every line gets one answer: {\"ok\":true,...} or {\"ok\":false,\"code\":...,\"rfc\":...,\"error\":...}."
        })
public final class OracleCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** So many answers may be in vain when the reader has gone. */
    private static final int LOOK_EVERY = 256;

    private final InputStream in = System.in;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        return serve(in, out);
    }

    public static int serve(InputStream in, PrintWriter out) throws IOException {
        LineSource lines = new LineSource(in);
        long answers = 0;
        String line = lines.next();
        while (line != null) {
            String problem = lines.problem();
            out.print(problem == null ? OracleAnswer.to(line) : OracleAnswer.badJson(problem));
            out.print('\n');
            answers++;
            if (lines.isPaused() || answers % LOOK_EVERY == 0) {
                if (out.checkError()) { // flushes; nobody reads the answers any more
                    break;
                }
            }
            line = lines.next();
        }
        out.flush();
        return ExitStatus.DONE;
    }
}
