package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.plan.Demand;
import io.softwire46.mape.operate.plan.Demand.Target;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import io.softwire46.mape.operate.redact.Redactor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mape plan}: finds rule sets for a number of subscribers, address blocks and ports.
 */
@Command(
        name = "plan",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Find rule sets for subscribers, address blocks and ports, and report what each costs.",
        footer = {
            "",
            "Exit status: 0 there is a plan; 1 there is none, and changes that suffice are printed;",
            "2 bad demand, unreadable input or unwritable output.",
            "",
            "Example:",
            "  mape plan --subscribers 12000 --ports 4000 --ipv4 192.0.2.0/24 --ipv4 198.51.100.0/24 \\",
            "      --ipv4 203.0.113.0/24 --ipv6 2001:db8::/40 --delegate 60"
        })
public final class PlanCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--subscribers", paramLabel = "N", required = true, description = "Number of subscribers today.")
    private long subscribers;

    @Option(
            names = "--growth",
            paramLabel = "PERCENT",
            defaultValue = "0%",
            description = "Growth to have places for, such as 30%%. Default: ${DEFAULT-VALUE}.")
    private String growth = "0%";

    @Option(
            names = "--ipv4",
            paramLabel = "PREFIX",
            required = true,
            arity = "1..*",
            description = "IPv4 blocks. Repeatable.")
    private List<String> ipv4 = new ArrayList<>();

    @Option(
            names = "--ipv6",
            paramLabel = "PREFIX",
            required = true,
            description = "IPv6 block of all delegated prefixes.")
    private String ipv6 = "";

    @Option(
            names = "--delegate",
            paramLabel = "LENGTH",
            description = "Length of the prefix of each subscriber. Default: any up to 64.")
    private @Nullable Integer delegate;

    @Option(
            names = "--ports",
            paramLabel = "N",
            defaultValue = "1",
            description = "Smallest number of ports per subscriber, see docs/choosing-k.md. Default: ${DEFAULT-VALUE}.")
    private int ports = 1;

    @Option(
            names = "--exclude-ports",
            paramLabel = "RANGES",
            defaultValue = "0-1023",
            description = "Ports that no subscriber owns, such as 0-1023,5060, or none. Default: ${DEFAULT-VALUE}.")
    private String excludePorts = "0-1023";

    @Option(
            names = "--reserve",
            paramLabel = "IPV4",
            arity = "1..*",
            description = "Addresses or prefixes that are in no rule. Repeatable.")
    private List<String> reserve = new ArrayList<>();

    @Option(
            names = "--link-mtu",
            paramLabel = "OCTETS",
            defaultValue = "1500",
            description = "MTU of the links of the tunnel. Default: ${DEFAULT-VALUE}.")
    private int linkMtu = 1500;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "rfc7597",
            description = "Interface identifiers, rfc7597 or draft03. Default: ${DEFAULT-VALUE}.")
    private String format = "rfc7597";

    @Option(
            names = "--border-relay",
            paramLabel = "ADDRESS",
            description = "Address of the border relay, outside --ipv6.")
    private @Nullable String borderRelay;

    @Option(
            names = "--for",
            paramLabel = "SYSTEM",
            split = ",",
            description = "Check the limits of systems: junos, vpp, openwrt, nokia. Separated by commas.")
    private List<String> systems = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "OLD",
            description = "Count what changes for the subscribers of these rules, in any format that lint reads.")
    private @Nullable Path oldFile;

    @Option(
            names = "--alternatives",
            paramLabel = "N",
            defaultValue = "5",
            description = "The maximum number of plans, 1 to 100. Default: ${DEFAULT-VALUE}.")
    private int alternatives = 5;

    @Option(
            names = "--write",
            paramLabel = "DIR",
            description =
                    "Write domain file and address plan of each plan; with --border-relay also Junos lines and DHCPv6"
                            + " options, and with --for vpp commands of VPP.")
    private @Nullable Path directory;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with pictures.")
    private @Nullable Path html;

    @Option(names = "--json", description = "Print JSON. Default: text.")
    private boolean json;

    @Option(
            names = "--redact",
            description = "Replace rule prefixes and BR addresses by names such as V6-1, V4-1 and BR-1.")
    private boolean redact;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        PlanFiles files = directory == null ? null : new PlanFiles(directory, err);
        checkUsage(files);
        Demand demand = demand();
        RuleVersion old = oldFile == null ? null : HistoryOptions.rules(oldFile, "--from", Instant.EPOCH, redact, err);
        PlanResult result = Plan.search(demand);
        PlanView view = view(result, old);
        UnaryOperator<String> redactor = redactor(result);
        if (html != null) {
            DiffFiles.write(html, redactor.apply(new PlanHtml(view).html()));
        }
        if (files != null) {
            files.write(result);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            StringWriter text = new StringWriter();
            new PlanJson(text, view).print();
            out.print(redactor.apply(text.toString()));
        } else {
            new PlanText(out, view, redactor).print();
        }
        return result.isFeasible() ? ExitStatus.DONE : ExitStatus.NEGATIVE;
    }

    private void checkUsage(@Nullable PlanFiles planFiles) {
        if (redact && directory != null) {
            throw new ToolException(
                    "--write: conflicts with --redact, as routers need the addresses; remove one of them");
        }
        OutputFiles files = new OutputFiles();
        if (oldFile != null) {
            files.input("--from", oldFile);
        }
        files.output("--write", directory);
        if (planFiles != null) {
            planFiles.check();
        }
        files.output("--html", html);
    }

    private Demand demand() {
        try {
            Demand.Builder builder = Demand.builder()
                    .subscribers(subscribers)
                    .growth(growth)
                    .ipv6(ipv6)
                    .ports(ports)
                    .excludePorts(excludePorts)
                    .linkMtu(linkMtu)
                    .format(interfaceIdFormat())
                    .alternatives(alternatives);
            ipv4.forEach(builder::ipv4);
            reserve.forEach(builder::reserve);
            systems.forEach(each -> builder.target(target(each)));
            if (delegate != null) {
                builder.delegate(delegate);
            }
            if (borderRelay != null) {
                builder.borderRelay(borderRelay);
            }
            return builder.build();
        } catch (MapConfigurationException e) {
            throw new ToolException(byOption(e.first()));
        }
    }

    /** Returns a line that names the option instead of the field: {@code --link-mtu} for {@code linkMtu}. */
    private static String byOption(Finding finding) {
        String option = "--" + finding.field().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        String value = finding.value();
        String shown = value.startsWith("\"") ? value : shown(value);
        return option + (value.equals(Finding.MISSING) ? "" : " " + shown) + ": " + finding.message();
    }

    /** Returns a value on one line, in quotes if it is empty or has blanks at its ends. */
    private static String shown(String value) {
        return value.equals(value.strip()) && !value.isEmpty()
                ? JsonText.shorten(value)
                : '"' + JsonText.shorten(value) + '"';
    }

    private InterfaceIdFormat interfaceIdFormat() {
        return switch (format) {
            case "rfc7597" -> InterfaceIdFormat.RFC7597;
            case "draft03" -> InterfaceIdFormat.DRAFT03;
            default -> throw new ToolException("--format " + shown(format) + ": is unknown; use rfc7597 or draft03");
        };
    }

    private static Target target(String name) {
        return Arrays.stream(Target.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new ToolException("--for " + shown(name) + ": is unknown; use "
                        + Arrays.stream(Target.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    private PlanView view(PlanResult result, @Nullable RuleVersion old) {
        try {
            return PlanView.of(result, old);
        } catch (IllegalArgumentException e) {
            String problem = Paragraph.oneLine(String.valueOf(e.getMessage()));
            throw new ToolException(oldFile + ": "
                    + (redact && old != null ? Redactor.of(old.domains()).redact(problem) : problem));
        }
    }

    private UnaryOperator<String> redactor(PlanResult result) {
        if (!redact) {
            return UnaryOperator.identity();
        }
        List<ConfiguredDomain> all = new ArrayList<>();
        result.plans().forEach(each -> all.add(each.domain()));
        result.relaxations().forEach(each -> all.add(each.plan().domain()));
        return Redactor.of(all)::redact;
    }
}
