package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonWriter;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code mape explain-finding}: prints the check, reason and remedy of a finding id.
 */
@Command(
        name = "explain-finding",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Explain a finding id: the check, its reason and the remedy.",
        footer = {"", "Example:", "  mape explain-finding V42"})
final class ExplainFindingCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "Finding id, such as V42.")
    private String id = "";

    @Option(names = "--json", description = "Print the explanation as a JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        String name = id.strip();
        FindingId found = FindingId.find(name.toUpperCase(Locale.ROOT))
                .orElseThrow(() -> new ToolException('"' + Paragraph.oneLine(name) + "\": is not a finding id"
                        + JsonText.suggestion(
                                name,
                                Arrays.stream(FindingId.values())
                                        .map(FindingId::name)
                                        .toList())));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            JsonWriter.indented(out)
                    .beginObject()
                    .field("id", found.name())
                    .field("title", found.title())
                    .field("severity", found.severity().toString())
                    .field("rfc", found.clause())
                    .field("explanation", found.explanation())
                    .field("remedy", found.remedy())
                    .endObject()
                    .endLine();
        } else {
            out.println(found + " " + found.severity() + ": " + found.title() + " (" + found.clause() + ")");
            Paragraph.print(out, "  ", found.explanation());
            Paragraph.print(out, "  Remedy: ", "    ", found.remedy());
        }
        return 0;
    }
}
