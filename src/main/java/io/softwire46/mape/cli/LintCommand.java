package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.input.FormatTable;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.input.RuleSource;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
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
 * {@code mape lint}: checks rules in any input format, and summarizes their effect.
 */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = "Check a rule file and report all errors, warnings and notes.",
        footer = {
            "",
            "Exit status: 0 without errors, 1 with errors, 2 for bad usage or unreadable input.",
            "",
            "Example, of a configuration and a mapping observed in a capture:",
            "  mape lint router.conf --expect 67.91.205.2:6600=2001:db8:ce:29c::435b:cd02:9c"
        })
final class LintCommand implements Callable<Integer> {
    private static final String END_USER_PREFIX = "endUserPrefix";

    /** Fields of findings about a whole text or message. */
    private static final Set<String> UNREADABLE = Set.of("JSON", "file", "message", "options");

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Rule file; - for standard input.")
    private @Nullable Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Input format. Default: detected from the content.")
    private @Nullable RuleFormat format;

    @Option(
            names = "--end-user-prefix",
            paramLabel = "PREFIX",
            description =
                    "Check as the CE with this prefix, not as a border relay; for DHCPv6, report why this CE gets no"
                            + " configuration. Default: the prefix in the file, if it has one.")
    private @Nullable String endUserPrefix;

    @Option(
            names = "--expect",
            paramLabel = "MAPPING",
            description = "Compare an observed mapping with the rules and explain each difference. Repeatable.")
    private List<String> expectations = new ArrayList<>();

    @Option(names = "--all", description = "Print all findings. Default: the first 200, then a count per id.")
    private boolean all;

    @Option(names = "--json", description = "Print all findings and the effect of all rules as JSON.")
    private boolean json;

    /** The finding about an input that is not in the format. */
    private @Nullable Finding unreadable;

    /** Prints an error as JSON with the fields of an answer. */
    void printJsonError(PrintWriter out, String error) {
        LintReport.printJsonError(out, error, unreadable);
    }

    @Override
    public Integer call() {
        if (format != null && !format.isRead()) {
            throw new ToolException("--format " + format + ": is an output format only; use one of "
                    + FormatTable.names(RuleFormat.readable()));
        }
        List<Expectation> seen = expectations.stream().map(Expectation::parse).toList();
        Path path = Objects.requireNonNull(file);
        RuleSource source = RuleSource.read(path, format);
        refuseUnreadable(path, source.file());
        ReadResult.Edge edge = edge(source.file());
        List<Finding> findings = new ArrayList<>(edge == null ? ofRules(source.file()) : findings(edge));
        findings.addAll(source.ofOthers());
        List<LintReport.OfferedCe> offered = edge == null ? offered(source.file(), findings) : List.of();
        if (!source.file().isRefused()) {
            seen.forEach(each -> ExpectationCheck.of(source.file().domains(), each)
                    .forEach(finding -> findings.add(place(source.file(), finding))));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        boolean refused = findings.stream().anyMatch(Finding::isError);
        LintReport report = new LintReport(
                Inputs.name(path),
                source,
                findings,
                refused ? null : ce(edge),
                edge != null,
                refused ? List.of() : offered);
        if (json) {
            report.printJson(out);
        } else {
            report.print(out, all);
        }
        return refused ? ExitStatus.NEGATIVE : ExitStatus.DONE;
    }

    /**
     * Returns the findings about the rules. Without the address of a border relay they can be checked, and addresses can be
     * derived; only a node needs it.
     */
    private static List<Finding> ofRules(ReadResult read) {
        return read.validate().stream()
                .map(each -> each.id() == FindingId.V49 ? each.withSeverity(Finding.Severity.INFO) : each)
                .toList();
    }

    /**
     * Returns the CEs with the prefixes that the file offers. A prefix that configures no CE is a warning if no other does,
     * otherwise a note, since it may be for another use.
     */
    private static List<LintReport.OfferedCe> offered(ReadResult read, List<Finding> findings) {
        List<LintReport.OfferedCe> offered = new ArrayList<>();
        List<Finding> unused = new ArrayList<>();
        if (read.isRefused()) {
            return offered;
        }
        for (ReadResult.OfferedPrefix each : read.source().offeredPrefixes()) {
            Finding obstacle;
            try {
                ReadResult.Edge edge = read.edge(each.prefix());
                // Without the address of a border relay, addresses can be derived.
                List<Finding> of = edge.findings().stream()
                        .filter(finding -> finding.id() != FindingId.V49)
                        .toList();
                obstacle = edge.obstacle()
                        .map(ReadResult.Edge.Obstacle::reason)
                        .or(() -> of.stream().filter(Finding::isError).findFirst())
                        .orElse(null);
                if (obstacle == null) {
                    of.stream().filter(LintCommand::isOfPrefix).forEach(findings::add);
                    offered.add(new LintReport.OfferedCe(Objects.requireNonNull(ce(edge)), each.origin()));
                }
            } catch (MapConfigurationException e) {
                obstacle = e.first();
            }
            if (obstacle != null) {
                unused.add(new Finding(
                        obstacle.id(),
                        Finding.Severity.WARNING,
                        END_USER_PREFIX,
                        each.prefix().toCanonicalString(),
                        "of " + each.origin() + " gets no CE configuration: " + obstacle.sentence(),
                        obstacle.rfc()));
            }
        }
        unused.forEach(each -> findings.add(offered.isEmpty() ? each : each.withSeverity(Finding.Severity.INFO)));
        return offered;
    }

    private static boolean isOfPrefix(Finding finding) {
        return finding.path().startsWith(END_USER_PREFIX);
    }

    /** Adds the location in the file; a finding about the observation alone has none. */
    private static Finding place(ReadResult file, Finding finding) {
        return finding.field().equals("expect") ? finding : file.place(finding);
    }

    /**
     * Throws if the input is not in the format, which is its only finding: unreadable input, not a file with errors.
     */
    private void refuseUnreadable(Path path, ReadResult read) {
        read.firstError()
                .filter(error -> read.findings().size() == 1 && UNREADABLE.contains(error.field()))
                .ifPresent(error -> {
                    unreadable = error;
                    throw new ToolException(Inputs.error(path, error));
                });
    }

    /** Returns the CE with the given prefix and its configuration in the file; null without a prefix. */
    private ReadResult.@Nullable Edge edge(ReadResult read) {
        if (endUserPrefix == null) {
            return null;
        }
        IPv6Address prefix = Addresses.parseIpv6Prefix("--end-user-prefix", endUserPrefix);
        try {
            return read.edge(prefix);
        } catch (MapConfigurationException e) {
            throw RuleOptions.unanswered(e);
        }
    }

    /** Returns the findings about a CE, and the reason why it gets no configuration, if there is one. */
    private List<Finding> findings(ReadResult.Edge edge) {
        List<Finding> all = new ArrayList<>(edge.findings());
        edge.obstacle()
                .map(obstacle -> new Finding(
                        obstacle.id(),
                        Finding.Severity.ERROR,
                        "--end-user-prefix",
                        Addresses.parseIpv6Prefix("--end-user-prefix", Objects.requireNonNull(endUserPrefix))
                                .toCanonicalString(),
                        "gets no CE configuration: " + obstacle.reason().sentence(),
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
