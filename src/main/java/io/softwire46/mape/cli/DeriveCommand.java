package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.Addresses;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.MapRuleBuilder;
import io.softwire46.mape.map.RuleFinding;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.DomainFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mape derive}: one CE, or the owner of an address and port, for a person.
 */
@Command(
        name = "derive",
        mixinStandardHelpOptions = true,
        description =
                "Show what one CE owns: by its End-user prefix, by an IPv4 address and port, or by a MAP address.",
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

    @Option(names = "--domain", paramLabel = "FILE", description = "Take the rules from a domain file.")
    private @Nullable Path domain;

    @Option(names = "--ipv6-prefix", paramLabel = "PREFIX", description = "Rule IPv6 prefix.")
    private @Nullable String ipv6Prefix;

    @Option(names = "--ipv4-prefix", paramLabel = "PREFIX", description = "Rule IPv4 prefix.")
    private @Nullable String ipv4Prefix;

    @Option(names = "--ea-length", paramLabel = "BITS", description = "EA-bit length, 0 to 48.")
    private @Nullable Integer eaLength;

    @Option(names = "--psid-offset", paramLabel = "BITS", description = "PSID offset, 0 to 15.")
    private @Nullable Integer psidOffset;

    @Option(names = "--psid-length", paramLabel = "BITS", description = "PSID length of a 1:1 rule, 0 to 16.")
    private @Nullable Integer psidLength;

    @Option(names = "--psid", paramLabel = "N", description = "PSID of a 1:1 rule, decimal or after 0x.")
    private @Nullable String psid;

    @Option(names = "--format", paramLabel = "FORMAT", description = "rfc7597 (default) or draft03.")
    private @Nullable String format;

    @Option(names = "--end-user-prefix", paramLabel = "PREFIX", description = "The CE's delegated IPv6 prefix.")
    private @Nullable String endUserPrefix;

    @Option(names = "--ipv4", paramLabel = "ADDRESS", description = "Ask who owns this IPv4 address,")
    private @Nullable String ipv4;

    @Option(names = "--port", paramLabel = "N", description = "and this port or ICMP identifier.")
    private @Nullable Integer port;

    @Option(names = "--map-address", paramLabel = "ADDRESS", description = "Ask which CE this MAP address belongs to.")
    private @Nullable String mapAddress;

    @Option(names = "--ports", description = "Print every port range, not only the first and last.")
    private boolean allPorts;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        RuleSet rules = rules();
        List<RuleFinding> findings = new ArrayList<>();
        Optional<CeMapping> found = find(rules, findings);
        if (found.isEmpty()) {
            line.getErr().println("mape derive: " + nobody(rules));
            return ExitStatus.NEGATIVE;
        }
        findings.addAll(0, found.get().rule().findings());
        PrintWriter out = line.getOut();
        if (json) {
            MappingText.printJson(out, found.get(), findings);
        } else {
            MappingText.print(out, found.get(), allPorts, findings);
        }
        return ExitStatus.DONE;
    }

    private RuleSet rules() {
        boolean byOptions = ipv6Prefix != null || ipv4Prefix != null || eaLength != null;
        if (byOptions == (domain != null)) {
            throw new ToolException(
                    "derive: needs rules: either --domain FILE, or --ipv6-prefix, --ipv4-prefix and" + " --ea-length");
        }
        if (domain != null) {
            DomainFile file = Inputs.domain(domain);
            return file.domains().size() == 1
                    ? file.domains().get(0).domain().rules()
                    : RuleSet.of(file.domains().stream()
                            .flatMap(each -> each.domain().rules().rules().stream())
                            .toList());
        }
        MapRuleBuilder builder = MapRule.builder()
                .psidOffset(psidOffset)
                .psidLength(psidLength)
                .psid(psid == null ? null : number("--psid", psid))
                .format(format == null ? InterfaceIdFormat.RFC7597 : InterfaceIdFormat.parse(format));
        if (ipv6Prefix != null) {
            builder.ipv6Prefix(ipv6Prefix);
        }
        if (ipv4Prefix != null) {
            builder.ipv4Prefix(ipv4Prefix);
        }
        if (eaLength != null) {
            builder.eaLength(eaLength);
        }
        return RuleSet.of(builder.build());
    }

    private static int number(String option, String text) {
        try {
            return Integer.decode(text);
        } catch (NumberFormatException e) {
            throw new ToolException(option + " " + text + ": is not a whole number; write 52 or 0x34");
        }
    }

    private Optional<CeMapping> find(RuleSet rules, List<RuleFinding> findings) {
        long questions = java.util.stream.Stream.of(endUserPrefix, ipv4, mapAddress)
                .filter(Objects::nonNull)
                .count();
        if (questions != 1) {
            throw new ToolException(
                    "derive: needs one question: --end-user-prefix, or --ipv4 with --port, or --map-address");
        }
        if (port != null && (port < 0 || port > 65535)) {
            throw new ToolException("--port " + port + ": is outside 0..65535");
        }
        if (endUserPrefix != null) {
            IPv6Address prefix = Addresses.parseIpv6Prefix("--end-user-prefix", endUserPrefix);
            CeMapping ce = rules.ce(prefix);
            findings.addAll(CeMapping.validate(ce.rule(), prefix));
            return Optional.of(ce);
        }
        if (mapAddress != null) {
            return rules.decode(Addresses.parseIpv6("--map-address", mapAddress));
        }
        return rules.owner(
                Addresses.parseIpv4("--ipv4", Objects.requireNonNull(ipv4)), port == null ? MapRule.NO_PORT : port);
    }

    private String nobody(RuleSet rules) {
        if (mapAddress != null) {
            return mapAddress + " is in no Rule IPv6 prefix";
        }
        int slot = rules.byIpv4().slotOf(Addresses.bits(Addresses.parseIpv4("--ipv4", Objects.requireNonNull(ipv4))));
        if (slot < 0) {
            return ipv4 + " is in no Rule IPv4 prefix";
        }
        return port == null
                ? ipv4 + " is shared; say which port with --port N"
                : "port " + port + " of " + ipv4 + " belongs to no CE";
    }
}
