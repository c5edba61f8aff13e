package io.softwire46.mape.cli;

import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reports why a command ended: one line on standard error, and with {@code --json} an object on standard output, too.
 *
 * <p>Immutable.
 */
final class ErrorReport {
    /** Options that name an input, for which a file name without an option was probably meant. */
    private static final List<String> FILE_OPTIONS = List.of("--in", "--domain");

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean isJson;

    /** A report on a command with these arguments, which may not have been parsed. */
    ErrorReport(PrintWriter out, PrintWriter err, String[] args) {
        this.out = out;
        this.err = err;
        List<String> all = List.of(args);
        int output = all.indexOf("--out");
        boolean isCapture = all.contains("--out=-")
                || (output >= 0
                        && output + 1 < all.size()
                        && all.get(output + 1).equals("-"));
        isJson = all.contains("--json") && !isCapture;
    }

    int usage(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String problem = exception instanceof UnmatchedArgumentException unmatched
                ? describe(unmatched)
                : Paragraph.oneLine(String.valueOf(exception.getMessage()));
        err.println(name + ": " + problem + "; see " + name + " --help");
        printJson(command, problem);
        return ExitStatus.UNUSABLE;
    }

    int failure(Exception exception, CommandLine command) {
        String problem = describe(exception);
        if (!problem.isEmpty()) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + problem);
            printJson(command, problem);
        }
        return exception instanceof ToolException tool ? tool.status() : ExitStatus.UNUSABLE;
    }

    private void printJson(CommandLine command, String problem) {
        if (!isJson || command.getCommandSpec().findOption("--json") == null) {
            return;
        }
        if (command.getCommand() instanceof LintCommand lint) {
            lint.printJsonError(out, problem);
        } else {
            JsonWriter.indented(out)
                    .beginObject()
                    .field("error", problem)
                    .endObject()
                    .endLine();
        }
    }

    /** Describes an argument that the command does not take, with a remedy. */
    private static String describe(UnmatchedArgumentException exception) {
        CommandLine line = exception.getCommandLine();
        CommandLine.Model.CommandSpec command = line.getCommandSpec();
        String argument = exception.getUnmatched().get(0);
        String problem = "'" + JsonText.shorten(argument) + "': is not ";
        if (argument.startsWith("-")) {
            List<String> similar = exception.getSuggestions();
            return problem + "an option" + (similar.isEmpty() ? "" : "; use " + String.join(" or ", similar));
        }
        if (!command.subcommands().isEmpty()) {
            String similar = JsonText.suggestion(argument, command.subcommands().keySet());
            return problem + "a command"
                    + (similar.isEmpty()
                            ? "; use one of "
                                    + String.join(", ", command.subcommands().keySet())
                            : similar);
        }
        CommandLine.ParseResult given = line.getParseResult();
        for (String option : FILE_OPTIONS) {
            if (command.findOption(option) != null && !given.hasMatchedOption(option)) {
                return problem + "an option; use " + option + " FILE";
            }
        }
        return problem + "an option; remove it";
    }

    static String describe(Exception exception) {
        if (exception instanceof MapConfigurationException configuration) {
            Finding first = configuration.first();
            return first.field().startsWith("--") ? RuleOptions.byOption(first) : Paragraph.oneLine(first.toString());
        }
        if (exception instanceof FileSystemException file) {
            return Inputs.describe(file);
        }
        if (exception instanceof ToolException
                || exception instanceof IOException
                || exception instanceof UncheckedIOException) {
            return Paragraph.oneLine(String.valueOf(exception.getMessage()));
        }
        StackTraceElement[] trace = exception.getStackTrace();
        return "internal error, please report: " + Paragraph.oneLine(exception.toString()) + " at "
                + (trace.length == 0 ? "?" : trace[0]);
    }
}
