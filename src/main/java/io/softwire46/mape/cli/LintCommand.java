package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.ReadResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code mape lint}: everything that validation has to say about rules, in whatever format, and what they would do.
 */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description =
                "Say everything about a file with rules: errors, warnings, facts, and what the rules would do. Exit"
                        + " status 1 when there are errors.",
        footer = {
            "",
            "Example, of a configuration and a packet that was captured from it:",
            "  mape lint router.conf --expect 67.91.205.2:6600=2001:db8:ce:29c::435b:cd02:9c"
        })
final class LintCommand implements Callable<Integer> {
    /** Fields of findings about a text or octets as a whole. */
    private static final Set<String> UNREADABLE = Set.of("JSON", "file", "message", "options");

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "File with rules; - for standard input.")
    private @Nullable Path file;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Its format; without, its beginning tells.")
    private @Nullable RuleFormat format;

    @Option(
            names = "--end-user-prefix",
            paramLabel = "PREFIX",
            description =
                    "Judge as a CE with this prefix would, not as a border relay; of DHCPv6 options, tell what keeps it"
                            + " from a configuration.")
    private @Nullable String endUserPrefix;

    @Option(
            names = "--expect",
            paramLabel = "MAPPING",
            description = "Compare an observed mapping, IPv4 address, port and MAP address as in the example, with the"
                    + " rules and explain each difference. Repeatable.")
    private List<String> expectations = new ArrayList<>();

    @Option(names = "--all", description = "Print all findings; default: the first 200, then a count per id.")
    private boolean all;

    @Option(names = "--json", description = "Print all findings and effects as JSON.")
    private boolean json;

    /** The finding about an input that cannot be read at all. */
    private @Nullable Finding unreadable;

    @Override
    public Integer call() {
        try {
            return lint();
        } catch (ToolException | MapConfigurationException e) {
            if (json) {
                PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
                LintReport.printJsonError(out, Main.describe(e), unreadable);
            }
            throw e;
        }
    }

    private Integer lint() {
        if (format != null && !format.isRead()) {
            throw new ToolException("--format " + format + ": is for writing only; read are "
                    + FormatTable.names(RuleFormat.readable()));
        }
        List<Expectation> seen = expectations.stream().map(Expectation::parse).toList();
        Path path = Objects.requireNonNull(file);
        RuleSource source = RuleSource.read(path, format);
        refuseUnreadable(path, source.file());
        ReadResult.Edge edge = edge(source.file());
        List<Finding> findings = new ArrayList<>(edge == null ? source.file().validate() : findings(edge));
        if (!source.file().isRefused()) {
            seen.forEach(each -> ExpectationCheck.of(source.file().domains(), each)
                    .forEach(finding -> findings.add(place(source.file(), finding))));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        boolean refused = findings.stream().anyMatch(Finding::isError);
        LintReport report = new LintReport(Inputs.name(path), source, findings, refused ? null : ce(edge));
        if (json) {
            report.printJson(out);
        } else {
            report.print(out, all);
        }
        return refused ? ExitStatus.NEGATIVE : ExitStatus.DONE;
    }

    /** What is about the observation alone has no place in the file. */
    private static Finding place(ReadResult file, Finding finding) {
        return finding.field().equals("expect") ? finding : file.place(finding);
    }

    /** What is no such file at all, and so has one finding, is unreadable input rather than a file with errors. */
    private void refuseUnreadable(Path path, ReadResult read) {
        read.firstError()
                .filter(error -> read.findings().size() == 1 && UNREADABLE.contains(error.field()))
                .ifPresent(error -> {
                    unreadable = error;
                    throw new ToolException(Inputs.error(path, error));
                });
    }

    /** The CE whose prefix was given, by what the file says of CEs; null without a prefix. */
    private ReadResult.@Nullable Edge edge(ReadResult read) {
        if (endUserPrefix == null) {
            return null;
        }
        IPv6Address prefix = Addresses.parseIpv6Prefix("--end-user-prefix", endUserPrefix);
        try {
            return read.edge(prefix);
        } catch (MapConfigurationException e) {
            throw Inputs.unanswered(e);
        }
    }

    /** The findings about a CE, and the name of what keeps it from a configuration. */
    private List<Finding> findings(ReadResult.Edge edge) {
        List<Finding> all = new ArrayList<>(edge.findings());
        edge.obstacle()
                .map(obstacle -> new Finding(
                        obstacle.id(),
                        Finding.Severity.ERROR,
                        "--end-user-prefix",
                        Addresses.parseIpv6Prefix("--end-user-prefix", Objects.requireNonNull(endUserPrefix))
                                .toCanonicalString(),
                        "gets no configuration of a CE: " + obstacle.reason().sentence(),
                        obstacle.reason().rfc()))
                .ifPresent(all::add);
        return all;
    }

    private static @Nullable CeMapping ce(ReadResult.@Nullable Edge edge) {
        return edge == null
                ? null
                : edge.domain().orElseThrow().domain().rules().ce(edge.endUserPrefix());
    }
}
