package io.softwire46.mape.cli;

import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.yang.SoftwireYangStatistics;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code mape relay}: runs a capture through a border relay.
 */
@Command(
        name = "relay",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description =
                "Run a capture through a border relay, which encapsulates IPv4 packets for their CE, and checks and"
                        + " decapsulates tunnel packets.")
final class RelayCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Mixin
    private final CaptureOptions options = new CaptureOptions();

    @Override
    public Integer call() {
        options.check();
        ReadResult file = Inputs.domain(options.domain());
        Inputs.refuse(options.domain(), file.validateForRelay());
        List<ConfiguredDomain> domains = file.domains();
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(domains), options.seed);
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        CaptureRun.TrafficStat trafficStat =
                (counters, since) -> SoftwireYangStatistics.ofBorderRelay(domains, counters, since);
        return new CaptureRun(options, relay, trafficStat, "relay", line.getOut(), line.getErr()).run();
    }
}
