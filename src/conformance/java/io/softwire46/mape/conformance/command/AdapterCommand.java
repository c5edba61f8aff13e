package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.conformance.adapter.Skeletons;
import io.softwire46.mape.conformance.engine.ExitStatus;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code adapter}: a program to begin with. */
@Command(
        name = "adapter",
        mixinStandardHelpOptions = true,
        description = "Print an adapter to begin with, which uses the standard library of its language alone.",
        footer = {"", "Example:", "  java -jar mape-conformance.jar adapter python > adapter.py"})
final class AdapterCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "LANG",
            description = "lua, go, c, python or java; tun for the helper that drives live interfaces.")
    private @Nullable String language;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        String name = Objects.requireNonNull(language);
        if (!Skeletons.names().contains(name)) {
            throw new ToolException(
                    "LANG " + name + ": is unknown; use one of " + String.join(", ", Skeletons.names()));
        }
        Objects.requireNonNull(spec).commandLine().getOut().print(Skeletons.text(name));
        return ExitStatus.CONFORMS;
    }
}
