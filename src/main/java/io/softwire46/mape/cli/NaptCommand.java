package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.capture.PcapWriter;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.provision.format.ReadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code mape napt}: replays the capture of a LAN against a port set.
 */
@Command(
        name = "napt",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description =
                "Replay the capture of a LAN against the port set of a CE, and report sessions, ports and refused sessions.",
        footer = {
            "",
            "Exit status: 0 without refused sessions, 1 with some or if the capture is truncated, 2 for bad",
            "usage or unreadable input.",
            "",
            "Rates that 240 ports serve for any length of time:",
            "  UDP with exclusive mappings, idle time 300 s: 0.8 new sockets per second; 120 s: 2",
            "  DNS to one resolver, idle time 10 s: 24 queries per second",
            "  TCP to one server: as fast as connections close",
            "",
            "Example:",
            "  mape napt --in lan.pcap --port-set 4/8/0x9c --sweep"
        })
final class NaptCommand implements Callable<Integer> {
    /** Address of a CE that is given by its port set only: 192.0.2.1 (RFC 5737). */
    private static final int EXAMPLE_ADDRESS = 0xc000_0201;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--in",
            required = true,
            paramLabel = "CAPTURE",
            description = "Capture of the LAN: pcap or pcapng, gzip too; - for standard input.")
    private @Nullable Path in;

    @Option(
            names = "--port-set",
            paramLabel = "A/K/PSID",
            description = "Port set of the CE: PSID offset, PSID length and PSID, such as 4/8/0x9c.")
    private @Nullable String portSet;

    @Option(
            names = "--domain",
            paramLabel = "FILE",
            description = "Domain file instead of --port-set, with its napt object; - for standard input.")
    private @Nullable Path domain;

    @Option(
            names = "--end-user-prefix",
            paramLabel = "PREFIX",
            description = "IPv6 prefix delegated to the CE, with --domain.")
    private @Nullable String endUserPrefix;

    @Mixin
    private final NaptArguments napt = new NaptArguments();

    @Option(
            names = "--out",
            paramLabel = "CAPTURE",
            description = "Pcap file (raw IP) for the packets in their external form. Default: none.")
    private @Nullable Path out;

    @Option(
            names = "--sweep",
            description =
                    "Replay against the sets of all PSID lengths with the same offset too, and find the number of ports"
                            + " that is needed.")
    private boolean isSweep;

    @Option(
            names = "--explain",
            paramLabel = "QUERY",
            description =
                    "Explain an inside endpoint, PROTO:X:x or PROTO:X:x>Y:y, or an external port, PROTO:p, such as"
                            + " udp:192.168.1.10:5500>1.1.1.1:53.")
    private @Nullable String explain;

    @Option(
            names = "--at",
            paramLabel = "SECONDS",
            description = "Time of --explain, after the first packet. Default: the end of the capture.")
    private @Nullable String at;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the port choice. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print the report as JSON. Default: as text.")
    private boolean json;

    @Override
    public Integer call() {
        check();
        NaptTable table = domain == null ? ofPortSet() : ofDomain(domain);
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        NaptReplay replay =
                new NaptReplay(table, seed).explaining(explain == null ? null : NaptQuery.parse(explain), seconds());
        run(replay, line.getErr());
        NaptUsageReport.Plan plan = isSweep ? plan(replay, line.getErr()) : null;
        PrintWriter report = line.getOut();
        if (json) {
            NaptUsageReport.printJson(report, replay, plan);
        } else {
            NaptUsageReport.print(report, replay, plan);
        }
        if (replay.damage != null) {
            report.flush();
            line.getErr().println("mape napt: " + Inputs.name(in()) + ": " + replay.damage.message());
        }
        return replay.damage != null || replay.usage.refused > 0 ? ExitStatus.NEGATIVE : ExitStatus.DONE;
    }

    private double seconds() {
        if (at == null) {
            return Double.POSITIVE_INFINITY;
        }
        if (explain == null) {
            throw new ToolException("--at: has no effect without --explain; add --explain");
        }
        if (!at.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw new ToolException("--at " + JsonText.shorten(at) + ": is no time; use seconds, such as 12.5");
        }
        return Double.parseDouble(at);
    }

    private Path in() {
        return Objects.requireNonNull(in);
    }

    private void check() {
        if (domain != null && portSet != null) {
            throw new ToolException(
                    "--port-set: conflicts with --domain, which contains the rules; use only one of them");
        }
        if (domain == null && portSet == null) {
            throw new ToolException("missing port set; use --port-set, or --domain with --end-user-prefix");
        }
        if ((domain == null) != (endUserPrefix == null)) {
            throw new ToolException(
                    domain == null
                            ? "--end-user-prefix: has no effect with --port-set; use --domain instead"
                            : "--domain: needs the CE; add --end-user-prefix");
        }
        OutputFiles files = new OutputFiles().input("--in", in());
        if (domain != null) {
            if (Inputs.isStandardInput(domain) && Inputs.isStandardInput(in())) {
                throw new ToolException("--domain -: conflicts with --in -, which reads standard input; name a file");
            }
            files.input("--domain", domain);
        }
        files.output("--out", out).output("--events", napt.events);
        if (isSweep && Inputs.isStandardInput(in())) {
            throw new ToolException("--sweep: reads the capture several times, --in - only once; name a file");
        }
    }

    private NaptTable ofPortSet() {
        CeMapping ce;
        try {
            ce = PortPlan.ce(EXAMPLE_ADDRESS, PortSet.parse(Objects.requireNonNull(portSet)));
        } catch (MapConfigurationException e) {
            Finding first = e.first();
            throw new ToolException(
                    first.field().equals("portSet")
                            ? RuleOptions.byOption(first)
                            : "--port-set " + portSet + ": " + first.sentence() + " (" + first.rfc() + ")");
        }
        return NaptTable.of(ce, napt.options(ce));
    }

    private NaptTable ofDomain(Path file) {
        IPv6Address prefix = Addresses.parseIpv6Prefix("--end-user-prefix", Objects.requireNonNull(endUserPrefix));
        ReadResult read = Inputs.domain(file);
        ConfiguredDomain chosen = EdgeCommand.choose(read, prefix);
        Inputs.refuse(file, read.validateForEdge(chosen, prefix), "--end-user-prefix " + endUserPrefix + " ");
        CeMapping ce = chosen.domain().rules().ce(prefix);
        return NaptTable.of(ce, NaptArguments.withEvents(napt.options(file, read, chosen, ce)));
    }

    private void run(NaptReplay replay, PrintWriter err) {
        try (PcapWriter writer = out == null ? null : PcapWriter.create(out);
                TextOutput events = TextOutput.create(napt.events)) {
            replay.writingTo(writer, out).loggingTo(events).run(in(), err);
            if (events != null) {
                events.flush();
            }
            if (writer != null) {
                commit(writer);
            }
            if (events != null) {
                events.commit();
            }
        } catch (FileSystemException e) {
            throw new ToolException(Inputs.describe(e));
        } catch (IOException e) {
            throw new ToolException("cannot close an output file: " + e.getMessage());
        }
    }

    private void commit(PcapWriter writer) {
        try {
            writer.flush();
            writer.commit();
        } catch (IOException e) {
            throw TextOutput.cannotWrite(Objects.requireNonNull(out), e);
        }
    }

    private NaptUsageReport.Plan plan(NaptReplay replay, PrintWriter err) {
        PortPlan plan = new PortPlan(replay, table -> new NaptReplay(table, seed).run(in(), err));
        return NaptUsageReport.Plan.of(plan, psidOffset(replay.table()));
    }

    /** Returns the offset of the option, which a set of all ports does not have. */
    private int psidOffset(NaptTable table) {
        return portSet == null
                ? table.ceMapping().rule().portParameters().psidOffset()
                : Integer.parseInt(portSet.substring(0, portSet.indexOf('/')));
    }
}
