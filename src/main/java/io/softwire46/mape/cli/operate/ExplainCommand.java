package io.softwire46.mape.cli.operate;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.capture.LinkLayer;
import io.softwire46.mape.cli.input.CaptureSource;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.input.RuleSource;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.Progress;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.Explainer;
import io.softwire46.mape.operate.Explainer.Detail;
import io.softwire46.mape.operate.Explainer.Role;
import io.softwire46.mape.operate.Explanation;
import io.softwire46.mape.operate.redact.Redactor;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code mape explain}: explains one packet of a capture or a text step by step, or groups a capture by path.
 */
@Command(
        name = "explain",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Explain step by step what a node does with a packet, or group the packets of a capture by path.",
        footer = {
            "",
            "Exit status: 0 forwarded, held, replied or relayed; 1 dropped or not MAP; 2 bad usage or unreadable",
            "input; 3 the explanation and the data plane disagree. With --paths: 0 or 3.",
            "",
            "Example:",
            "  mape explain --domain d.json 'udp 203.0.113.9:53 > 192.0.2.18:1232 len 1400 df ttl 3'"
        })
public final class ExplainCommand implements Callable<Integer> {
    private static final int DISAGREEMENT = 3;
    private static final String EDGE = "ce:";

    @CommandLine.Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PACKET",
            description =
                    "A packet as text: tcp, udp, icmp or a number, IPV4:PORT > IPV4:PORT, then fields such as len N,"
                            + " ttl N and df; before it, tunnel IPV6 > IPV6: for a tunnel packet. docs/operate.md has the grammar.")
    private @Nullable String text;

    @Option(
            names = "--domain",
            required = true,
            paramLabel = "FILE",
            description = "Rules in any format that lint reads; - for standard input.")
    private @Nullable Path domain;

    @Option(
            names = "--in",
            paramLabel = "CAPTURE",
            description = "Capture: pcap or pcapng, gzip too; - for standard input.")
    private @Nullable Path in;

    @Option(names = "--packet", paramLabel = "N", description = "Number of the packet in the capture, from 1.")
    private @Nullable Long number;

    @Option(names = "--paths", description = "Group all packets of the capture by their path.")
    private boolean paths;

    @Option(
            names = "--as",
            paramLabel = "NODE",
            defaultValue = "br",
            description = "The node: br, or ce:END_USER_PREFIX. Default: ${DEFAULT-VALUE}.")
    private String as = "br";

    @Option(
            names = "--why-not",
            paramLabel = "VERDICT",
            description = "Name the first step at which the packet leaves the path to this verdict.")
    private @Nullable String whyNot;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of all random choices, as that of relay. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print JSON. Default: text.")
    private boolean json;

    @Option(
            names = "--redact",
            description = "Replace rule prefixes and BR addresses by names such as V6-1, V4-1 and BR-1.")
    private boolean redact;

    /** An earlier packet about which explanation and data plane disagree, or null. */
    private @Nullable Explanation disagreement;

    @Override
    public Integer call() {
        checkUsage();
        Verdict other = otherVerdict();
        byte[] packet = packet();
        List<ConfiguredDomain> domains = domains();
        Role role = role();
        Explainer explainer =
                Explainer.of(role.endUserPrefix() == null ? domains : List.of(domains.get(0)), role, seed);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (paths) {
            return printPaths(explainer, out);
        }
        Explanation explanation = packet == null ? ofCapture(explainer) : ofText(explainer, packet);
        Explanation shown = redact ? explanation.redacted(Redactor.of(domains)::redact) : explanation;
        print(shown, other, out);
        if (disagreement != null) { // what follows may rest on it
            out.flush();
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getErr()
                    .println("mape explain: packet " + (disagreement.index() + 1)
                            + ": explanation and data plane disagree, please report; the state after it may be wrong");
        }
        if (disagreement != null || !explanation.agrees()) {
            return DISAGREEMENT;
        }
        boolean isNegative = explanation.verdict().isDrop() || explanation.verdict() == Verdict.NOT_MAP;
        return isNegative ? ExitStatus.NEGATIVE : ExitStatus.DONE;
    }

    private void checkUsage() {
        if (text != null && (in != null || number != null || paths)) {
            throw new ToolException("a packet as text conflicts with --in, --packet and --paths; use one of them");
        }
        if (text == null && in == null) {
            throw new ToolException("missing packet; use --in CAPTURE with --packet N or --paths, or a packet as text");
        }
        if (in != null && paths == (number != null)) {
            throw new ToolException("--in " + in + ": use either --packet N or --paths");
        }
        if (number != null && number < 1) {
            throw new ToolException("--packet " + number + ": is less than 1; packets are counted from 1");
        }
        if (paths && whyNot != null) {
            throw new ToolException("--why-not: is about one packet; use --packet N");
        }
        if (in != null && Inputs.isStandardInput(in) && Inputs.isStandardInput(Objects.requireNonNull(domain))) {
            throw new ToolException("--domain -: conflicts with --in -, which reads standard input; name a file");
        }
    }

    private @Nullable Verdict otherVerdict() {
        if (whyNot == null) {
            return null;
        }
        String name = whyNot.toUpperCase(Locale.ROOT);
        return Arrays.stream(Verdict.values())
                .filter(each -> each.name().equals(name) || each.name().equals("DROP_" + name))
                .findFirst()
                .orElseThrow(() -> new ToolException(
                        "--why-not " + Paragraph.oneLine(name) + ": is not a verdict; docs/verdicts.md lists them"));
    }

    private byte @Nullable [] packet() {
        if (text == null) {
            return null;
        }
        try {
            return Explainer.packet(text);
        } catch (IllegalArgumentException e) {
            throw new ToolException(Paragraph.oneLine(String.valueOf(e.getMessage())));
        }
    }

    // ---- rules

    private List<ConfiguredDomain> domains() {
        Path path = Objects.requireNonNull(domain);
        ReadResult read = RuleSource.read(path, null).file();
        refuse(path, read.findings(), "");
        IPv6Address prefix = endUserPrefix();
        if (prefix == null) {
            refuse(path, read.validateForRelay(), "");
            return read.domains();
        }
        try {
            ConfiguredDomain own = read.domainOf(prefix);
            refuse(path, read.validateForEdge(own, prefix), "--end-user-prefix " + prefix + " ");
            return List.of(own);
        } catch (MapConfigurationException e) {
            throw new ToolException(
                    redact
                            ? "--as ce:...: does not fit the rules; omit --redact to see why"
                            : "--as " + as + ": " + Paragraph.oneLine(e.first().message()));
        }
    }

    private void refuse(Path path, List<Finding> findings, String lintOptions) {
        if (redact) {
            RedactedErrors.refuse(Inputs.name(path), findings);
        } else {
            Inputs.refuse(path, findings, lintOptions);
        }
    }

    private @Nullable IPv6Address endUserPrefix() {
        if (as.equals("br")) {
            return null;
        }
        if (!as.startsWith(EDGE)) {
            throw new ToolException("--as " + Paragraph.oneLine(as) + ": is not a node; use br or ce:END_USER_PREFIX");
        }
        return Addresses.parseIpv6Prefix("--as ce:", as.substring(EDGE.length()));
    }

    private Role role() {
        IPv6Address prefix = endUserPrefix();
        return prefix == null ? Role.borderRelay() : Role.customerEdge(prefix);
    }

    // ---- packets

    private static Explanation ofText(Explainer explainer, byte[] packet) {
        return explainer.next(new Packet().attach(ByteBuffer.wrap(packet), 0, packet.length, 0), 0);
    }

    private Explanation ofCapture(Explainer explainer) {
        Path path = Objects.requireNonNull(in);
        long wanted = Objects.requireNonNull(number);
        try (CaptureReader reader = CaptureSource.open(path)) {
            Records records = new Records(explainer, reader);
            long count = 0;
            while (CaptureSource.next(reader, path)) {
                count++;
                if (count == wanted) {
                    return records.explain(Detail.FULL);
                }
                Explanation before = records.explain(Detail.STATE);
                disagreement = disagreement == null && !before.agrees() ? before : disagreement;
            }
            String damage = reader.damage() == null
                    ? ""
                    : ", then " + Objects.requireNonNull(reader.damage()).message();
            throw new ToolException("--packet " + wanted + ": " + Inputs.name(path) + " has " + count + " packets"
                    + damage + "; use 1 to " + count);
        } catch (IOException e) {
            throw new ToolException(Inputs.name(path) + ": cannot be read: " + e.getMessage());
        }
    }

    private int printPaths(Explainer explainer, PrintWriter out) {
        Path path = Objects.requireNonNull(in);
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        PathCounts counts = new PathCounts();
        try (CaptureReader reader = CaptureSource.open(path);
                Progress progress = Progress.of(path, Inputs.isStandardInput(path), err)) {
            Records records = new Records(explainer, reader);
            while (CaptureSource.next(reader, path)) {
                counts.add(records.explain(Detail.PATH));
                progress.at(reader.fileOffset());
            }
            counts.print(out, json);
            if (reader.damage() != null) {
                out.flush();
                err.println("mape explain: " + Inputs.name(path) + ": "
                        + Objects.requireNonNull(reader.damage()).message());
            }
        } catch (IOException e) {
            throw new ToolException(Inputs.name(path) + ": cannot be read: " + e.getMessage());
        }
        return counts.agrees() ? ExitStatus.DONE : DISAGREEMENT;
    }

    /** The records of a capture as packets. Not thread-safe. */
    private static final class Records {
        private final Explainer explainer;
        private final CaptureReader reader;
        private final LinkLayer link = LinkLayer.create();
        private final Packet packet = new Packet();
        private long clock = Long.MIN_VALUE;

        Records(Explainer explainer, CaptureReader reader) {
            this.explainer = explainer;
            this.reader = reader;
        }

        Explanation explain(Detail detail) {
            clock = Math.max(clock, reader.timeNanos());
            LinkLayer.Payload payload =
                    link.find(reader.linkType(), reader.buffer(), reader.offset(), reader.capturedLength());
            Explanation explanation;
            if (payload == LinkLayer.Payload.IPV4 || payload == LinkLayer.Payload.IPV6) {
                packet.attach(reader.buffer(), link.ipOffset(), link.ipLength(), 0);
                explanation = explainer.next(packet, payload == LinkLayer.Payload.IPV6, clock, detail);
            } else {
                explanation = explainer.skip(facts(payload), clock);
            }
            if (detail != Detail.FULL) {
                return explanation;
            }
            boolean isCut = reader.capturedLength() < reader.originalLength();
            Explanation timed = explanation.withTime(Instant.ofEpochSecond(0, reader.timeNanos()));
            return isCut ? timed.withCapture(facts(payload)) : timed;
        }

        private List<Explanation.Fact> facts(LinkLayer.Payload payload) {
            return List.of(
                    new Explanation.Fact("link type", Integer.toString(reader.linkType()), -1, -1),
                    new Explanation.Fact("content", payload.name().replace('_', ' '), -1, -1),
                    new Explanation.Fact("captured octets", Integer.toString(reader.capturedLength()), -1, -1),
                    new Explanation.Fact("octets of the packet", Long.toString(reader.originalLength()), -1, -1));
        }
    }

    // ---- output

    private void print(Explanation explanation, @Nullable Verdict other, PrintWriter out) {
        if (json) {
            out.println(explanation.toJson(other));
            return;
        }
        out.print(explanation.toText());
        if (other != null) {
            Paragraph.print(out, "why not " + other + ": ", "    ", explanation.whyNot(other));
        }
    }
}
