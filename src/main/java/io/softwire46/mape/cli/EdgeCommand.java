package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.yang.SoftwireYangStatistics;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code mape edge}: runs a capture through the MAP function of a CE.
 */
@Command(
        name = "edge",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description =
                "Run a capture through the MAP function of a CE, which encapsulates IPv4 packets from its NAPT and"
                        + " decapsulates tunnel packets; with --napt, through the complete CE.",
        footer = {
            "",
            "Example:",
            "  mape edge --napt --domain d.json --end-user-prefix 2001:db8:12:3400::/56 --in lan.pcap \\",
            "    --out out.pcap --events events.jsonl"
        })
final class EdgeCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Mixin
    private final CaptureOptions options = new CaptureOptions();

    @Option(
            names = "--end-user-prefix",
            required = true,
            paramLabel = "PREFIX",
            description = "IPv6 prefix delegated to the CE, such as 2001:db8:12:3400::/56.")
    private @Nullable String endUserPrefix;

    @Option(
            names = "--napt",
            description =
                    "Translate as well: IPv4 packets of the capture are packets of the LAN, before their translation. The"
                            + " domain file's napt object configures it.")
    private boolean isComplete;

    @Mixin
    private final NaptArguments napt = new NaptArguments();

    @Option(
            names = "--log-remotes",
            description = "Write the remote endpoint of session events. Default: omit it (RFC 6888 REQ-12).")
    private boolean logsRemotes;

    @Override
    public Integer call() {
        options.check().output("--events", napt.events);
        refuseWithoutNapt();
        IPv6Address prefix = Addresses.parseIpv6Prefix("--end-user-prefix", Objects.requireNonNull(endUserPrefix));
        ReadResult file = Inputs.domain(options.domain());
        ConfiguredDomain domain = choose(file, prefix);
        Inputs.refuse(
                options.domain(), file.validateForEdge(domain, prefix), "--end-user-prefix " + endUserPrefix + " ");
        CustomerEdge edge = CustomerEdge.seeded(Published.of(table(file, domain, prefix)), options.seed);
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        String name = domain.domain().name();
        CaptureRun.TrafficStat trafficStat =
                (counters, since) -> SoftwireYangStatistics.ofCustomerEdge(name, counters, since);
        return new CaptureRun(options, edge, trafficStat, "edge", line.getOut(), line.getErr())
                .withEvents(napt.events, logsRemotes)
                .run();
    }

    private EdgeTable table(ReadResult file, ConfiguredDomain domain, IPv6Address prefix) {
        if (!isComplete) {
            return EdgeTable.of(domain, prefix);
        }
        CeMapping ce = domain.domain().rules().ce(prefix);
        return EdgeTable.of(domain, prefix, napt.options(options.domain(), file, domain, ce));
    }

    private void refuseWithoutNapt() {
        if (isComplete) {
            return;
        }
        String option = napt.inside != null ? "--inside" : napt.events != null ? "--events" : "--log-remotes";
        if (napt.inside != null || napt.events != null || logsRemotes) {
            throw new ToolException(option + ": has no effect without a NAPT; add --napt");
        }
    }

    /**
     * Returns the domain whose rules cover the prefix; if none does, the only domain, so that its findings explain why.
     */
    static ConfiguredDomain choose(ReadResult file, IPv6Address prefix) {
        try {
            return file.domainOf(prefix);
        } catch (MapConfigurationException e) {
            throw RuleOptions.unanswered(e);
        }
    }
}
