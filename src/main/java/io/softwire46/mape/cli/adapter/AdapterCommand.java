package io.softwire46.mape.cli.adapter;

import io.softwire46.mape.cli.text.ExitStatus;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code mape adapter}: this library as a product under test of the conformance kit.
 */
@Command(
        name = "adapter",
        mixinStandardHelpOptions = true,
        description =
                "Answer the conformance kit on standard input, one JSON object per line (process protocol 1; roles calc,"
                        + " br, ce, dhcpv6).",
        footer = {
            "",
            "Example:",
            "  {\"seq\":1,\"cmd\":\"hello\",\"protocol\":1,\"suite\":\"1.0\"}",
            "Each line has one answer with the same seq; a request that is malformed has the field error."
        })
public final class AdapterCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        AdapterServer.serve(
                System.in, Objects.requireNonNull(spec).commandLine().getOut());
        return ExitStatus.DONE;
    }
}
