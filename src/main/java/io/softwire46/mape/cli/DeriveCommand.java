package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.input.RuleSource;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.MappingText;
import io.softwire46.mape.cli.text.Terminal;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DefaultMapping;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code mape derive}: shows the mapping of one CE, found by prefix, by IPv4 address and port, or by MAP address.
 */
@Command(
        name = "derive",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description =
                "Show the addresses and ports of a CE, found by End-user prefix, IPv4 address and port, or MAP address.",
        footer = {
            "",
            "Examples:",
            "  mape derive --ipv6-prefix 2001:db8::/40 --ipv4-prefix 192.0.2.0/24 --ea-length 16 \\",
            "              --end-user-prefix 2001:db8:12:3400::/56",
            "  mape derive --domain domain.json --ipv4 192.0.2.18 --port 1232"
        })
final class DeriveCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--domain",
            paramLabel = "FILE",
            description = "Domain file with the rules, instead of rule options; - for standard input.")
    private @Nullable Path domain;

    @Mixin
    private final RuleOptions rule = new RuleOptions();

    @Option(names = "--end-user-prefix", paramLabel = "PREFIX", description = "IPv6 prefix delegated to the CE.")
    private @Nullable String endUserPrefix;

    @Option(
            names = "--ipv4",
            paramLabel = "ADDRESS",
            description = "IPv4 address to look up; needs --port if the address is shared.")
    private @Nullable String ipv4;

    @Option(names = "--port", paramLabel = "N", description = "Port or ICMP identifier for --ipv4, 0 to 65535.")
    private @Nullable Integer port;

    @Option(names = "--map-address", paramLabel = "ADDRESS", description = "MAP address to look up.")
    private @Nullable String mapAddress;

    @Option(names = "--ports", description = "Print all port ranges. Default: the first two and the last.")
    private boolean allPorts;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description =
                    "Colours in the picture: always, never or auto. Default: auto (on a terminal if NO_COLOR is not"
                            + " set).")
    private String color = "auto";

    @Option(names = "--json", description = "Print the mapping as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        checkQuery();
        boolean colours = Terminal.isColoured(color);
        List<Finding> findings = new ArrayList<>();
        RuleSet rules = rules(findings);
        CeMapping found = find(rules, findings).orElseThrow(() -> ToolException.negative(notFound(rules)));
        findings.addAll(0, found.rule().findings());
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            MappingText.printJson(out, found, findings);
        } else {
            MappingText.print(out, found, allPorts, colours, findings);
        }
        return ExitStatus.DONE;
    }

    private void checkQuery() {
        long queries = Stream.of(endUserPrefix, ipv4, mapAddress)
                .filter(Objects::nonNull)
                .count();
        if (queries == 0) {
            throw new ToolException("missing query; use --end-user-prefix, --ipv4 with --port, or --map-address");
        }
        if (queries > 1) {
            throw new ToolException(
                    "more than one query; use only one of --end-user-prefix, --ipv4 with --port, and --map-address");
        }
        if (port != null && ipv4 == null) {
            throw new ToolException("--port " + port + ": requires --ipv4; add --ipv4 or omit --port");
        }
        if (port != null && (port < 0 || port > 65535)) {
            throw new ToolException("--port " + port + ": is outside 0..65535; use 0 to 65535");
        }
    }

    /** Returns the rules, and adds what the file says about MAP-T. */
    private RuleSet rules(List<Finding> findings) {
        if (domain == null) {
            return RuleSet.of(rule.build());
        }
        rule.refuseWithDomain();
        RuleSource source = RuleSource.read(domain, null);
        ReadResult file = source.file();
        Inputs.refuse(domain, file.findings());
        findings.addAll(source.ofOthers());
        file.findings().stream().filter(DeriveCommand::isOfTranslation).forEach(findings::add);
        List<ConfiguredDomain> domains = file.domains();
        return domains.size() == 1
                ? domains.get(0).domain().rules()
                : RuleSet.of(domains.stream()
                        .flatMap(each -> each.domain().rules().rules().stream())
                        .toList());
    }

    private static boolean isOfTranslation(Finding finding) {
        return finding.path().is(DefaultMapping.MECHANISM) || finding.path().is(DefaultMapping.FIELD);
    }

    private Optional<CeMapping> find(RuleSet rules, List<Finding> findings) {
        if (endUserPrefix != null) {
            IPv6Address prefix = Addresses.parseIpv6Prefix("--end-user-prefix", endUserPrefix);
            CeMapping ce = ce(rules, prefix);
            findings.addAll(CeMapping.validate(ce.rule(), prefix));
            return Optional.of(ce);
        }
        if (mapAddress != null) {
            IPv6Address asked = Addresses.parseIpv6("--map-address", mapAddress);
            Optional<CeMapping> ce = rules.decode(asked);
            ce.ifPresent(found -> compare(asked, found, findings));
            return ce;
        }
        return rules.owner(
                Addresses.parseIpv4("--ipv4", Objects.requireNonNull(ipv4)), port == null ? MapRule.NO_PORT : port);
    }

    /**
     * Warns if the address differs from the CE's MAP address in subnet or interface identifier: only its prefix is the
     * CE's.
     */
    private static void compare(IPv6Address asked, CeMapping ce, List<Finding> findings) {
        if (!asked.equals(ce.mapAddress()) && !asked.equals(ce.mapAddressFromRule())) {
            findings.add(new Finding(
                    FindingId.DIFFERS,
                    Finding.Severity.WARNING,
                    "--map-address",
                    asked.toCanonicalString(),
                    "has the prefix of a CE, but is not its MAP address; use "
                            + ce.mapAddress().toCanonicalString(),
                    "RFC 7597 section 6"));
        }
    }

    /** Returns the CE with a prefix; a prefix that the rules do not cover is a negative answer, not a usage error. */
    private static CeMapping ce(RuleSet rules, IPv6Address prefix) {
        try {
            return rules.ce(prefix);
        } catch (MapConfigurationException e) {
            throw ToolException.negative(RuleOptions.byOption(e.first()));
        }
    }

    private String notFound(RuleSet rules) {
        if (mapAddress != null) {
            return "--map-address " + mapAddress + ": is in no Rule IPv6 prefix";
        }
        if (!rules.containsIpv4(Addresses.parseIpv4("--ipv4", Objects.requireNonNull(ipv4)))) {
            return "--ipv4 " + ipv4 + ": is in no Rule IPv4 prefix";
        }
        return port == null
                ? "--ipv4 " + ipv4 + ": is shared; add --port N"
                : "--port " + port + ": is not assigned to any CE of " + ipv4;
    }
}
