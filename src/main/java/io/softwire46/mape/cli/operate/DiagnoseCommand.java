package io.softwire46.mape.cli.operate;

import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.capture.LinkLayer;
import io.softwire46.mape.cli.input.CaptureSource;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.input.RuleSource;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.Progress;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.Diagnosis;
import io.softwire46.mape.operate.Evidence;
import io.softwire46.mape.provision.format.ReadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mape diagnose}: finds the families of rules that explain captures and observed addresses.
 */
@Command(
        name = "diagnose",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Find the families of rules that explain captures, or observed addresses and ports.",
        footer = {
            "",
            "One CE leaves many families, with one port about ten;",
            "two CEs with five ports leave one, almost always.",
            "A family has several rules, which derive the same addresses for the CEs that were seen.",
            "",
            "Exit status: 0 exactly one family, and no CE in 1:1 mode; 1 several or none,",
            "2 bad usage, unreadable input or no usable evidence.",
            "",
            "Example:",
            "  mape diagnose --seen '2001:db8:12:3400:0:c000:212:34 192.0.2.18 1232'"
        })
public final class DiagnoseCommand implements Callable<Integer> {
    private static final int MAX_NOTES = 3;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--in",
            paramLabel = "CAPTURE",
            description = "Capture with tunnel packets: pcap or pcapng, gzip too; - for standard input. Repeatable.")
    private List<Path> captures = new ArrayList<>();

    @Option(
            names = "--seen",
            paramLabel = "OBSERVATION",
            description = "Observed CE: 'CE6 IPV4 [PORT[,PORT...]]', its MAP address, IPv4 address, ports. Repeatable.")
    private List<String> seen = new ArrayList<>();

    @Option(
            names = "--seen-file",
            paramLabel = "FILE",
            description =
                    "Observed CEs: CSV with header ce6,ipv4,port, or JSON objects with ce6, ipv4, ports, prefix; one"
                            + " per line. Repeatable.")
    private List<Path> seenFiles = new ArrayList<>();

    @Option(
            names = "--same-ports",
            paramLabel = "PORTS",
            description = "Ports of one CE whose address is not known: 'IPV4 PORT,PORT,...'. Repeatable.")
    private List<String> samePorts = new ArrayList<>();

    @Option(
            names = "--prefix",
            paramLabel = "CE6/LEN",
            description = "Prefix that is delegated to a CE; it excludes longer End-user prefixes. Repeatable.")
    private List<String> prefixes = new ArrayList<>();

    @Option(
            names = "--border-relay",
            paramLabel = "ADDRESS",
            description = "BR address. Default: outer addresses common to 90 %% of the tunnel packets. Repeatable.")
    private List<String> relays = new ArrayList<>();

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Catalogue of rules, in any format that lint reads, to name those that fit. Repeatable.")
    private List<Path> catalogues = new ArrayList<>();

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "10",
            description = "Maximum number of families, and of CEs in 1:1 mode, to print. Default: ${DEFAULT-VALUE}.")
    private int max = 10;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the sample of more than 65536 observations. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print JSON. Default: text.")
    private boolean json;

    @Option(
            names = "--redact",
            description = "Replace rule prefixes and BR addresses by names such as V6-1, V4-1 and BR-1.")
    private boolean redact;

    @Override
    public Integer call() throws IOException {
        checkUsage();
        Diagnosis.Limits limits = Diagnosis.Limits.DEFAULT.withSeed(seed);
        Evidence.Builder builder = Evidence.builder(limits);
        for (Path each : catalogues) {
            addRules(each, builder);
        }
        for (String each : relays) {
            long[] bits = Addresses.bits(Addresses.parseIpv6("--border-relay", each));
            builder.borderRelay(bits[0], bits[1]);
        }
        prefixes.forEach(each -> ObservationText.prefix(builder, "--prefix", each));
        seen.forEach(each -> ObservationText.seen(builder, each));
        samePorts.forEach(each -> ObservationText.samePorts(builder, each));
        seenFiles.forEach(each -> SeenFile.read(each, builder));
        for (Path each : captures) {
            readCapture(each, builder);
        }
        Evidence evidence = builder.build();
        if (evidence.isEmpty()) {
            throw new ToolException("no usable evidence: " + whyEmpty(evidence));
        }
        Diagnosis diagnosis = Diagnosis.of(evidence, limits);
        String text = json ? diagnosis.toJson(max) + "\n" : diagnosis.toText(max);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(redact ? diagnosis.redact(text) : text);
        return diagnosis.isUnique() ? ExitStatus.DONE : ExitStatus.NEGATIVE;
    }

    private static String whyEmpty(Evidence evidence) {
        List<String> reasons = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        evidence.skipped().forEach((kind, count) -> counts.add(count + " " + kind));
        if (!counts.isEmpty()) {
            reasons.add("skipped " + String.join(", ", counts));
        }
        evidence.notes().stream().limit(MAX_NOTES).forEach(reasons::add);
        return reasons.isEmpty()
                ? "the input has no observation; use --seen 'CE6 IPV4 PORT' or a capture of tunnel packets"
                : String.join("; ", reasons);
    }

    private void checkUsage() {
        if (captures.isEmpty() && seen.isEmpty() && seenFiles.isEmpty() && samePorts.isEmpty()) {
            throw new ToolException(
                    "missing evidence; use --in CAPTURE, --seen 'CE6 IPV4 PORT', --seen-file FILE or --same-ports 'IPV4 PORTS'");
        }
        if (max < 1) {
            throw new ToolException("--max " + max + ": is less than 1; use 1 or more");
        }
        long standardInputs = Stream.of(captures, seenFiles, catalogues)
                .flatMap(List::stream)
                .filter(Inputs::isStandardInput)
                .count();
        if (standardInputs > 1) {
            throw new ToolException("standard input is named more than once; name files instead");
        }
    }

    private void addRules(Path file, Evidence.Builder builder) {
        ReadResult read = RuleSource.read(file, null).file();
        if (redact) {
            RedactedErrors.refuse(Inputs.name(file), read.findings());
        }
        List<Finding> errors = read.findings().stream().filter(Finding::isError).toList();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        errors.stream().skip(1).forEach(each -> err.println(Inputs.error(file, each)));
        if (!errors.isEmpty()) {
            throw new ToolException(Inputs.error(file, errors.get(0)));
        }
        int index = 0;
        for (ConfiguredDomain each : read.domains()) {
            for (MapRule rule : each.domain().rules().rules()) {
                builder.rule(Inputs.name(file) + "/" + index++, rule);
            }
        }
    }

    private void readCapture(Path file, Evidence.Builder builder) throws IOException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        builder.capture(Inputs.name(file));
        LinkLayer link = LinkLayer.create();
        try (CaptureReader reader = CaptureSource.open(file);
                Progress progress = Progress.of(file, Inputs.isStandardInput(file), err)) {
            while (CaptureSource.next(reader, file)) {
                LinkLayer.Payload payload =
                        link.find(reader.linkType(), reader.buffer(), reader.offset(), reader.capturedLength());
                if (payload == LinkLayer.Payload.IPV4 || payload == LinkLayer.Payload.IPV6) {
                    builder.packet(reader.buffer(), link.ipOffset(), link.ipLength());
                } else {
                    builder.otherPacket();
                }
                progress.at(reader.fileOffset());
            }
            if (reader.damage() != null) {
                String damage = Inputs.name(file) + ": "
                        + Objects.requireNonNull(reader.damage()).message();
                err.println("mape diagnose: " + damage);
                builder.note(damage);
            }
        }
    }
}
