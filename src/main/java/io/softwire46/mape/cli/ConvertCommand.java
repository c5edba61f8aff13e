package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.input.FormatTable;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.input.RuleSource;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mape convert}: converts rules from one format to another.
 */
@Command(
        name = "convert",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description =
                "Convert rules to another format, and report on standard error the settings that cannot be expressed (exit"
                        + " status 1, no output) or that the other system treats differently.",
        footer = {
            "",
            "Examples:",
            "  mape convert --from junos --to mape --in router.conf --out domain.json",
            "  mape convert --to nftables --end-user-prefix 2001:db8:12:3400::/56 --in domain.json"
        })
final class ConvertCommand implements Callable<Integer> {
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/-]{0,62}");
    private static final Path STANDARD_INPUT = Path.of("-");

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--from", paramLabel = "FORMAT", description = "Input format. Default: detected from the content.")
    private @Nullable RuleFormat from;

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "Output format.")
    private @Nullable RuleFormat to;

    @Option(names = "--in", paramLabel = "FILE", description = "Input file. Default: standard input.")
    private Path in = STANDARD_INPUT;

    @Option(names = "--out", paramLabel = "FILE", description = "Output file. Default: standard output.")
    private @Nullable Path out;

    @Option(
            names = "--end-user-prefix",
            paramLabel = "PREFIX",
            description = "End-user prefix of the CE; required if the output format describes one CE.")
    private @Nullable String endUserPrefix;

    @Option(
            names = "--inside",
            paramLabel = "INTERFACE",
            description = "Service interface of a Junos border relay toward the CEs; together with --outside, adds a"
                    + " service-set.")
    private @Nullable String inside;

    @Option(
            names = "--outside",
            paramLabel = "INTERFACE",
            description = "Service interface of a Junos border relay toward the Internet.")
    private @Nullable String outside;

    @Option(
            names = "--tunnel",
            paramLabel = "INTERFACE",
            description = "Tunnel interface of the CE, for nftables and pf. Default: ${DEFAULT-VALUE}.",
            defaultValue = "map0")
    private String tunnel = "map0";

    @Option(names = "--lossy", description = "Write the settings that can be expressed, and omit the others.")
    private boolean lossy;

    @Override
    public Integer call() throws IOException {
        RuleFormat target = Objects.requireNonNull(to);
        check(target);
        IPv6Address prefix =
                endUserPrefix == null ? null : Addresses.parseIpv6Prefix("--end-user-prefix", endUserPrefix);
        Path file = out != null && Inputs.isStandardInput(out) ? null : out;
        new OutputFiles().input("--in", in).output("--out", file);
        RuleSource source = RuleSource.read(in, from);
        Inputs.refuse(in, source.file().findings());
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        for (Finding finding : concat(source.file().findings(), source.ofOthers())) {
            if (finding.severity() == Finding.Severity.WARNING) {
                err.println(Paragraph.oneLine(finding.toString(Inputs.name(in))));
            }
        }
        ConversionReport written = convert(source, prefix, target);
        written.findings().forEach(finding -> err.println("mape convert: " + Paragraph.oneLine(finding.toString())));
        if (!written.isComplete() && written.text().isEmpty()) {
            err.println("mape convert: no output: no setting can be expressed; use another format");
            return ExitStatus.NEGATIVE;
        }
        if (!written.isComplete() && !lossy) {
            err.println("mape convert: no output: some settings cannot be expressed; use --lossy to write the others");
            return ExitStatus.NEGATIVE;
        }
        write(file, written.text());
        return ExitStatus.DONE;
    }

    private static List<Finding> concat(List<Finding> some, List<Finding> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private ConversionReport convert(RuleSource source, @Nullable IPv6Address prefix, RuleFormat target) {
        try {
            FormatWriter.Request request = FormatWriter.Request.of(source.file())
                    .withEndUserPrefix(prefix)
                    .withServiceInterfaces(inside, outside)
                    .withTunnelInterface(tunnel);
            boolean isForOneCe =
                    target.writer().filter(FormatWriter::needsEndUserPrefix).isPresent();
            if (isForOneCe && request.endUserPrefix().isEmpty()) {
                throw new ToolException(
                        "--end-user-prefix: is missing; this format describes one CE, so add its prefix,"
                                + " such as --end-user-prefix 2001:db8:12:3400::/56");
            }
            return target.write(request);
        } catch (MapConfigurationException e) {
            throw RuleOptions.unanswered(e);
        }
    }

    private void check(RuleFormat target) {
        if (from != null && !from.isRead()) {
            throw new ToolException("--from " + from + ": is an output format only; use one of "
                    + FormatTable.names(RuleFormat.readable()));
        }
        if (!target.isWritten()) {
            throw new ToolException("--to " + target + ": is an input format only; use one of "
                    + FormatTable.names(RuleFormat.writable()));
        }
        if ((inside == null) != (outside == null)) {
            throw new ToolException(
                    inside == null
                            ? "--outside " + outside + ": requires --inside; give both interfaces"
                            : "--inside " + inside + ": requires --outside; give both interfaces");
        }
        checkInterface("--inside", inside);
        checkInterface("--outside", outside);
        checkInterface("--tunnel", tunnel);
    }

    private static void checkInterface(String option, @Nullable String name) {
        if (name != null && !INTERFACE.matcher(name).matches()) {
            throw new ToolException(Paragraph.oneLine(option + " " + name)
                    + ": is not an interface name; use letters, digits and _ . : / -, such as si-0/0/0.1");
        }
    }

    private void write(@Nullable Path file, String text) throws IOException {
        if (file == null) {
            PrintWriter standard = Objects.requireNonNull(spec).commandLine().getOut();
            standard.print(text);
            standard.flush();
            return;
        }
        try (TextOutput output = TextOutput.of(file)) {
            output.text(text);
            output.commit();
        }
    }
}
