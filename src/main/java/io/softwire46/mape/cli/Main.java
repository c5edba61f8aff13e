package io.softwire46.mape.cli;

import io.softwire46.mape.cli.adapter.AdapterCommand;
import io.softwire46.mape.cli.input.FormatTable;
import io.softwire46.mape.cli.operate.DiagnoseCommand;
import io.softwire46.mape.cli.operate.DiffCommand;
import io.softwire46.mape.cli.operate.ExplainCommand;
import io.softwire46.mape.cli.operate.LookupCommand;
import io.softwire46.mape.cli.operate.PlanCommand;
import io.softwire46.mape.cli.oracle.OracleCommand;
import io.softwire46.mape.cli.text.ArgumentText;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.StandardOutput;
import io.softwire46.mape.cli.text.Terminal;
import io.softwire46.mape.provision.RuleFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * Entry point of the {@code mape} command. Without arguments it runs {@code mape walk}. Static methods only.
 */
@Command(
        name = "mape",
        description = "Derive, check and convert MAP-E mappings (RFC 7597), forward captures, and answer queries.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            WalkCommand.class,
            DeriveCommand.class,
            LintCommand.class,
            ConvertCommand.class,
            RelayCommand.class,
            EdgeCommand.class,
            NaptCommand.class,
            LookupCommand.class,
            DiffCommand.class,
            ExplainCommand.class,
            DiagnoseCommand.class,
            PlanCommand.class,
            OracleCommand.class,
            AdapterCommand.class,
            ExplainFindingCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    private Main() {}

    /**
     * Runs the command and ends the process with its status.
     *
     * @param args command and options
     */
    public static void main(String[] args) {
        System.exit(StandardOutput.run("mape", ExitStatus.UNUSABLE, (out, err) -> run(out, err, args)));
    }

    /** Runs the command and returns its exit status, without ending the process. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = commandLine();
        line.setOut(out);
        line.setErr(err);
        line.registerConverter(Path.class, ArgumentText::path);
        line.registerConverter(Integer.class, ArgumentText::integer);
        line.registerConverter(int.class, ArgumentText::integer);
        line.registerConverter(long.class, ArgumentText::whole);
        line.registerConverter(RuleFormat.class, FormatTable::parse);
        ErrorReport report = new ErrorReport(out, err, args);
        line.setParameterExceptionHandler((exception, unused) -> report.usage(exception));
        line.setExecutionExceptionHandler((exception, command, result) -> report.failure(exception, command));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            err.println("mape: out of memory; use java -Xmx2g -jar ... for more memory, or a smaller input");
            return ExitStatus.UNUSABLE;
        }
    }

    /** Returns the command with its help, without converters and handlers. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setUsageHelpWidth(Terminal.columns());
        listFormats(line, "lint", RuleFormat.readable(), List.of());
        List<String> options = new ArrayList<>(List.of("", "Options of the domain file that formats carry:"));
        options.addAll(FormatTable.optionHelp());
        listFormats(line, "convert", List.of(RuleFormat.values()), options);
        return line;
    }

    /** Inserts the formats that a command accepts, and more lines, before the examples in its help. */
    private static void listFormats(CommandLine line, String command, List<RuleFormat> formats, List<String> more) {
        CommandLine.Model.UsageMessageSpec help = Objects.requireNonNull(
                        line.getSubcommands().get(command))
                .getCommandSpec()
                .usageMessage();
        List<String> footer = new ArrayList<>(List.of("", "Formats (r: read, w: written):"));
        footer.addAll(FormatTable.help(formats));
        footer.addAll(more);
        footer.addAll(List.of(help.footer()));
        help.footer(footer.toArray(String[]::new));
    }

    @Override
    public void run() {
        Objects.requireNonNull(Objects.requireNonNull(spec).subcommands().get("walk"))
                .execute();
    }

    /** The version in the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"mape " + (version == null ? "(development)" : version)};
        }
    }
}
