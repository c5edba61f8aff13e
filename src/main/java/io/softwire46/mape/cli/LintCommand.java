package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.Addresses;
import io.softwire46.mape.map.RuleFinding;
import io.softwire46.mape.map.RuleFinding.Severity;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.JsonWriter;
import io.softwire46.mape.provision.PlacedFinding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code mape lint}: everything that validation has to say about a domain file.
 */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description =
                "Say everything about a domain file: errors, warnings, facts. Exit status 1 when there are errors.")
final class LintCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Domain file: JSON, or Junos set lines; - for standard input.")
    private @Nullable Path file;

    @Option(
            names = "--end-user-prefix",
            paramLabel = "PREFIX",
            description = "Judge as a CE with this prefix would, not as a border relay.")
    private @Nullable String endUserPrefix;

    @Option(names = "--json", description = "Print the findings as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path path = Objects.requireNonNull(file);
        DomainFile read = DomainFile.read(Inputs.text(path));
        refuseUnreadable(path, read);
        List<PlacedFinding> findings = findings(read);
        if (json) {
            printJson(out, findings);
        } else {
            print(out, Inputs.name(path), read, findings);
        }
        return findings.stream().anyMatch(PlacedFinding::isError) ? ExitStatus.NEGATIVE : ExitStatus.DONE;
    }

    /** Text that is no domain file at all is unreadable input rather than a file with errors. */
    private static void refuseUnreadable(Path path, DomainFile read) {
        read.firstError()
                .filter(error -> error.finding().field().equals("JSON")
                        || error.finding().field().equals("file"))
                .ifPresent(error -> {
                    throw new ToolException(Main.oneLine(error.toString(Inputs.name(path))));
                });
    }

    private List<PlacedFinding> findings(DomainFile read) {
        if (read.isRefused()) {
            return read.findings();
        }
        if (endUserPrefix == null) {
            return read.validateForRelay();
        }
        IPv6Address prefix = Addresses.parseIpv6Prefix("--end-user-prefix", endUserPrefix);
        return read.validateForEdge(EdgeCommand.choose(read.domains(), prefix), prefix);
    }

    private static void print(PrintWriter out, String path, DomainFile read, List<PlacedFinding> findings) {
        for (PlacedFinding placed : findings) {
            RuleFinding finding = placed.finding();
            String where = path + (placed.isInFile() ? ":" + placed.line() + ":" + placed.column() : "");
            out.println(where + ": " + finding.id() + " " + finding.severity());
            Paragraph.print(
                    out,
                    "    ",
                    Main.oneLine(finding.field() + " " + finding.value() + " " + finding.message()) + " ("
                            + finding.rfc() + ")");
        }
        int rules = read.domains().stream()
                .mapToInt(domain -> domain.domain().rules().rules().size())
                .sum();
        String read46 =
                read.isRefused() ? "refused" : counted(read.domains().size(), "domain") + ", " + counted(rules, "rule");
        Paragraph.print(
                out,
                path + ": ",
                "  ",
                read46 + "; " + count(findings, Severity.ERROR, "error") + ", "
                        + count(findings, Severity.WARNING, "warning") + ", "
                        + count(findings, Severity.INFO, "fact")
                        + (read.passedOver() == 0
                                ? ""
                                : "; " + counted(read.passedOver(), "other line") + " passed over"));
    }

    private static void printJson(PrintWriter out, List<PlacedFinding> findings) {
        JsonWriter writer = JsonWriter.indented(out).beginObject();
        writer.field("valid", findings.stream().noneMatch(PlacedFinding::isError));
        writer.name("findings").beginArray();
        for (PlacedFinding placed : findings) {
            writer.beginObject();
            if (placed.isInFile()) {
                writer.field("line", placed.line()).field("column", placed.column());
            }
            FindingJson.fields(writer, placed.finding());
            writer.endObject();
        }
        writer.endArray().endObject().endLine();
    }

    private static String count(List<PlacedFinding> findings, Severity severity, String name) {
        return counted(
                findings.stream()
                        .filter(placed -> placed.finding().severity() == severity)
                        .count(),
                name);
    }

    private static String counted(long count, String name) {
        return count + " " + name + (count == 1 ? "" : "s");
    }
}
