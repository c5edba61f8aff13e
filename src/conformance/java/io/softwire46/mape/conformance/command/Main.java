package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.ArgumentText;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.StandardOutput;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.engine.Version;
import io.softwire46.mape.conformance.report.Escaped;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Entry point of the command. Static methods only.
 */
@Command(
        name = "mape-conformance",
        description = "Check a MAP-E border relay, customer edge, calculator or DHCPv6 client against the RFCs.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.KitVersion.class,
        subcommands = {
            RunCommand.class,
            ReplayCommand.class,
            ListCommand.class,
            ShowCommand.class,
            CheckAdapterCommand.class,
            AdapterCommand.class,
            MatrixCommand.class,
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
        System.exit(StandardOutput.run("mape-conformance", ExitStatus.USAGE, (out, err) -> run(out, err, args)));
    }

    /** Runs the command and returns its exit status, without ending the process. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = commandLine();
        line.setOut(out);
        line.setErr(err);
        line.registerConverter(Path.class, ArgumentText::path);
        line.registerConverter(long.class, ArgumentText::whole);
        line.registerConverter(Duration.class, DurationText::parse);
        line.setParameterExceptionHandler((exception, unused) -> usage(exception, err));
        line.setExecutionExceptionHandler((exception, command, result) -> failure(exception, command, err));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            err.println("mape-conformance: out of memory; use java -Xmx1g -jar ... for more memory");
            return ExitStatus.ERROR;
        }
    }

    /** Returns the command with its help, without converters and handlers. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setUsageHelpWidth(100);
        return line;
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        throw new ParameterException(
                line,
                "missing command; use one of "
                        + String.join(", ", line.getSubcommands().keySet()));
    }

    private static int usage(ParameterException exception, PrintWriter err) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        String problem = exception instanceof UnmatchedArgumentException unmatched
                ? describe(unmatched)
                : String.valueOf(exception.getMessage());
        err.println(command + ": " + oneLine(problem) + "; see " + command + " --help");
        return ExitStatus.USAGE;
    }

    private static String oneLine(String text) {
        return Escaped.line(Paragraph.oneLine(text));
    }

    /** Describes an argument that the command does not take, with a remedy. */
    private static String describe(UnmatchedArgumentException exception) {
        CommandLine.Model.CommandSpec command = exception.getCommandLine().getCommandSpec();
        String argument = exception.getUnmatched().get(0);
        String problem = "'" + argument + "': is not ";
        if (argument.startsWith("-")) {
            List<String> similar = exception.getSuggestions();
            return problem + "an option" + (similar.isEmpty() ? "" : "; use " + String.join(" or ", similar));
        }
        return command.subcommands().isEmpty()
                ? problem + "an option; remove it"
                : problem + "a command; use one of "
                        + String.join(", ", command.subcommands().keySet());
    }

    /** What is wrong with arguments and files is bad usage; any other exception is an error of the kit or the adapter. */
    private static int failure(Exception exception, CommandLine command, PrintWriter err) {
        boolean usage = exception instanceof ToolException;
        boolean input = exception instanceof IOException || exception instanceof UncheckedIOException;
        String problem = exception instanceof FileSystemException file
                ? describe(file)
                : usage || input || exception instanceof AdapterFailure
                        ? String.valueOf(exception.getMessage())
                        : "internal error, please report: " + exception + " at "
                                + (exception.getStackTrace().length == 0
                                        ? "?"
                                        : exception.getStackTrace()[0]);
        err.println(command.getCommandSpec().qualifiedName() + ": " + oneLine(problem));
        return usage || input ? ExitStatus.USAGE : ExitStatus.ERROR;
    }

    private static String describe(FileSystemException e) {
        String reason = e.getReason();
        String problem = "cannot be written; check the path";
        if (e instanceof AccessDeniedException) {
            problem = "permission denied; check the owner and mode of the file";
        } else if (e instanceof FileAlreadyExistsException) {
            problem = "is not a directory; name another one";
        } else if (reason != null) {
            problem = reason;
        }
        return e.getFile() + ": " + problem;
    }

    /** The version in the manifest of the jar. */
    static final class KitVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"mape-conformance " + Version.kit()};
        }
    }
}
