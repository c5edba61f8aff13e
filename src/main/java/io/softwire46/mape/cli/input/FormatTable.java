package io.softwire46.mape.cli.input;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.RuleFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/**
 * Lists of the formats for help, messages and documents, generated from {@link RuleFormat}.
 *
 * <p>Static methods only.
 */
public final class FormatTable {
    private static final int COLUMNS = 98;
    private static final String INDENT = " ".repeat(19);

    private FormatTable() {}

    /** Returns the names, separated by commas. */
    public static String names(List<RuleFormat> formats) {
        return formats.stream().map(RuleFormat::toString).collect(Collectors.joining(", "));
    }

    /** Returns the format with a name given on the command line, in upper or lower case. */
    public static RuleFormat parse(String text) {
        return RuleFormat.named(text.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is not a format; use one of " + names(Arrays.asList(RuleFormat.values()))));
    }

    /** Returns lines for help, one per format: name, {@code r} if it is read, {@code w} if it is written, and title. */
    public static List<String> help(List<RuleFormat> formats) {
        return formats.stream()
                .map(format -> String.format(
                        Locale.ROOT,
                        "  %-15s  %s%s  %s",
                        format,
                        format.isRead() ? "r" : "-",
                        format.isWritten() ? "w" : "-",
                        format.title()))
                .toList();
    }

    /**
     * Returns lines for help: the options of the domain file that each output format carries, without formats that
     * carry none.
     */
    public static List<String> optionHelp() {
        List<String> lines = new ArrayList<>();
        for (RuleFormat format : RuleFormat.writable()) {
            if (!format.options().isEmpty()) {
                StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-15s  ", format));
                for (String word : options(format).split(" ", -1)) {
                    if (line.length() + word.length() > COLUMNS) {
                        lines.add(line.toString().stripTrailing());
                        line = new StringBuilder(INDENT);
                    }
                    line.append(word).append(' ');
                }
                lines.add(line.toString().stripTrailing());
            }
        }
        return lines;
    }

    /** Returns the table of formats in Markdown. */
    public static String markdown() {
        StringBuilder out = new StringBuilder("""
                | Format | Read | Written | What it is | Options of the domain file |
                |---|---|---|---|---|
                """);
        for (RuleFormat format : RuleFormat.values()) {
            out.append("| `")
                    .append(format)
                    .append("` | ")
                    .append(format.isRead() ? "yes" : "")
                    .append(" | ")
                    .append(format.isWritten() ? "yes" : "")
                    .append(" | ")
                    .append(format.title())
                    .append(" | ")
                    .append(options(format))
                    .append(" |\n");
        }
        return out.toString().replace("|  |", "| |");
    }

    private static String options(RuleFormat format) {
        int count = format.options().size();
        if (count == ForwardingOption.all().size()) {
            return "all";
        }
        return count == 0
                ? "none"
                : ForwardingOption.all().stream()
                        .filter(format.options()::contains)
                        .map(ForwardingOption::name)
                        .collect(Collectors.joining(", "));
    }
}
