package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of {@code --write}: per plan a domain file, an address plan, lines for Junos and DHCPv6 options.
 *
 * <p>Static methods only.
 */
final class PlanFiles {
    private PlanFiles() {}

    /** Refuses a path that is not a directory and not free. */
    static void check(Path directory) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new ToolException("--write " + directory + ": is not a directory; name a directory");
        }
    }

    static void write(Path directory, List<Plan> plans, PrintWriter err) throws IOException {
        Files.createDirectories(directory);
        for (Plan each : plans) {
            String name = "plan-" + each.rank();
            DiffFiles.write(directory.resolve(name + ".json"), DomainFile.write(each.domain()));
            DiffFiles.write(directory.resolve(name + ".csv"), addressPlan(each));
            converted(directory.resolve(name + ".set"), RuleFormat.JUNOS_SET, each, err);
            converted(directory.resolve(name + ".dhcpv6"), RuleFormat.DHCPV6, each, err);
        }
    }

    private static void converted(Path file, RuleFormat format, Plan plan, PrintWriter err) throws IOException {
        String problem;
        try {
            ConversionReport report = format.write(FormatWriter.Request.of(List.of(plan.domain())));
            if (report.isComplete()) {
                DiffFiles.write(file, report.text());
                return;
            }
            problem = report.findings().get(0).toString();
        } catch (MapConfigurationException e) {
            problem = e.first().toString();
        }
        err.println("mape plan: " + file + ": is not written: " + Paragraph.oneLine(problem));
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
