package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code mape completion}: prints a script with which a shell completes commands, options and names of formats.
 */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a script with which bash or zsh completes commands, options and formats.",
        footer = {"", "Example, in .bashrc or .zshrc:", "  source <(mape completion bash)"})
final class CompletionCommand implements Callable<Integer> {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private @Nullable String shell;

    @Override
    public Integer call() {
        String name = Objects.requireNonNull(shell);
        if (!SHELLS.contains(name)) {
            throw new ToolException(
                    "'" + Paragraph.oneLine(name) + "': is not a shell with completion; use bash or zsh");
        }
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        // the script is of bash, and loads the functions of bash in zsh
        command.getOut().print(AutoComplete.bash("mape", command.getParent()));
        return ExitStatus.DONE;
    }
}
