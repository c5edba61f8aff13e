package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.operate.plan.Demand;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of {@code --write}: per plan a domain file, an address plan, lines for Junos and DHCPv6 options; for VPP if it is asked for.
 *
 * <p>Not thread-safe: use one instance per command.
 */
final class PlanFiles {
    private static final Pattern NAME = Pattern.compile("plan-[0-9]+\\.(json|csv|set|dhcpv6|vpp)");

    private final Path directory;
    private final PrintWriter err;
    private final Set<String> written = new HashSet<>();

    PlanFiles(Path directory, PrintWriter err) {
        this.directory = directory;
        this.err = err;
    }

    /** Refuses a path that is not a directory and cannot become one. */
    void check() {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = Objects.requireNonNull(existing.getParent());
        }
        if (!Files.isDirectory(existing)) {
            throw new ToolException("--write " + directory + ": is not a directory; name a directory");
        }
        if (!Files.isWritable(existing)) {
            throw notWritable();
        }
    }

    private ToolException notWritable() {
        return new ToolException("--write " + directory + ": cannot be written; name a directory that is writable");
    }

    void write(PlanResult result) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw notWritable();
        }
        boolean hasRelay = result.demand().borderRelay().isPresent();
        for (Plan each : result.plans()) {
            String name = "plan-" + each.rank();
            file(name + ".json", DomainFile.write(each.domain()));
            file(name + ".csv", addressPlan(each));
            if (hasRelay) {
                converted(name + ".set", RuleFormat.JUNOS_SET, each.domain());
                // RFC 7598 has no options for an MTU
                ConfiguredDomain rules = new ConfiguredDomain(each.domain().domain(), ForwardingOptions.defaults());
                converted(name + ".dhcpv6", RuleFormat.DHCPV6, rules);
                if (result.demand().targets().contains(Demand.Target.VPP)) {
                    converted(name + ".vpp", RuleFormat.VPP, each.domain());
                }
            }
        }
        if (!hasRelay && result.isFeasible()) {
            print("has no files for routers and DHCPv6, which name the border relay; use --border-relay");
        }
        EarlierFiles.report("plan", directory, NAME, written, err);
    }

    private void file(String name, String text) throws IOException {
        DiffFiles.write(directory.resolve(name), text);
        written.add(name);
    }

    private void converted(String name, RuleFormat format, ConfiguredDomain domain) throws IOException {
        String problem;
        try {
            ConversionReport report = format.write(FormatWriter.Request.of(List.of(domain)));
            if (report.isComplete()) {
                file(name, report.text());
                return;
            }
            problem = report.findings().get(0).toString();
        } catch (MapConfigurationException e) {
            problem = e.first().toString();
        }
        print("has no " + name + ": " + Paragraph.oneLine(problem));
    }

    private void print(String text) {
        err.println("mape plan: " + directory + ": " + text);
    }

    /** Returns a line per rule: addresses, PSIDs, End-user prefixes, subscribers. */
    static String addressPlan(Plan plan) {
        StringBuilder csv =
                new StringBuilder("rule,ipv4,first,last,psidFirst,psidLast,ipv6First,ipv6Last,subscribers\n");
        List<MapRule> rules = plan.rules();
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            PortParameters ports = rule.portParameters();
            int lastAddress = rule.ipv4() | ~Bits.ipv4Mask(rule.ipv4Length());
            int length = plan.delegatedLength();
            long lastHigh = rule.ipv6High() | Bits.mask(rule.eaLength()) << (64 - length);
            csv.append(plan.domain().domain().name())
                    .append('/')
                    .append(i)
                    .append(',')
                    .append(rule.ipv4Prefix().toCanonicalString())
                    .append(',')
                    .append(Addresses.toText(rule.ipv4()))
                    .append(',')
                    .append(Addresses.toText(lastAddress))
                    .append(',')
                    .append(ports.isShared() ? "0" : "")
                    .append(',')
                    .append(ports.isShared() ? Integer.toString(ports.sharingRatio() - 1) : "")
                    .append(',')
                    .append(Addresses.toText(rule.ipv6High(), 0))
                    .append('/')
                    .append(length)
                    .append(',')
                    .append(Addresses.toText(lastHigh, 0))
                    .append('/')
                    .append(length)
                    .append(',')
                    .append(1L << rule.eaLength())
                    .append('\n');
        }
        return csv.toString();
    }
}
