package io.softwire46.mape.conformance.command;

import io.softwire46.mape.conformance.adapter.CheckAdapter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check-adapter}: sends each message once and checks the answers. */
@Command(
        name = "check-adapter",
        mixinStandardHelpOptions = true,
        description = "Send each message of the protocol once, and check the answers against its schema.",
        footer = {
            "",
            "Exit status: 0 all answers are valid, 3 one is not.",
            "",
            "Example:",
            "  java -jar mape-conformance.jar check-adapter --target 'exec:python3 adapter.py'"
        })
final class CheckAdapterCommand implements Callable<Integer> {
    @Mixin
    private TargetOptions target = new TargetOptions();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        return CheckAdapter.run(
                target.command(), Objects.requireNonNull(spec).commandLine().getOut());
    }
}
