package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options that give one mapping rule on the command line.
 */
final class RuleOptions {
    @Option(names = "--ipv6-prefix", paramLabel = "PREFIX", description = "Rule IPv6 prefix.")
    private @Nullable String ipv6Prefix;

    @Option(names = "--ipv4-prefix", paramLabel = "PREFIX", description = "Rule IPv4 prefix.")
    private @Nullable String ipv4Prefix;

    @Option(names = "--ea-length", paramLabel = "BITS", description = "EA-bit length, 0 to 48.")
    private @Nullable Integer eaLength;

    @Option(
            names = "--psid-offset",
            paramLabel = "BITS",
            description = "PSID offset, 0 to 15. Default: 6 for rfc7597, 4 for draft03.")
    private @Nullable Integer psidOffset;

    @Option(
            names = "--psid-length",
            paramLabel = "BITS",
            description = "PSID length of a 1:1 rule, 0 to 16. Default: from the EA-bit length.")
    private @Nullable Integer psidLength;

    @Option(names = "--psid", paramLabel = "N", description = "PSID of a 1:1 rule, decimal, or hexadecimal after 0x.")
    private @Nullable Integer psid;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of MAP addresses: rfc7597 or draft03. Default: rfc7597.")
    private @Nullable String format;

    MapRule build() {
        Map<String, @Nullable Object> required = new LinkedHashMap<>();
        required.put("--ipv6-prefix", ipv6Prefix);
        required.put("--ipv4-prefix", ipv4Prefix);
        required.put("--ea-length", eaLength);
        required.forEach((option, value) -> {
            if (value == null) {
                throw new ToolException(option
                        + ": is missing; use --domain FILE, or all of --ipv6-prefix, --ipv4-prefix and --ea-length");
            }
        });
        try {
            return MapRule.builder()
                    .ipv6Prefix(Objects.requireNonNull(ipv6Prefix))
                    .ipv4Prefix(Objects.requireNonNull(ipv4Prefix))
                    .eaLength(Objects.requireNonNull(eaLength))
                    .psidOffset(psidOffset)
                    .psidLength(psidLength)
                    .psid(psid)
                    .format(format == null ? InterfaceIdFormat.RFC7597 : InterfaceIdFormat.parse(format))
                    .build();
        } catch (MapConfigurationException e) {
            throw new ToolException(byOption(e.first()));
        }
    }

    void refuseWithDomain() {
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        options.put("--ipv6-prefix", ipv6Prefix);
        options.put("--ipv4-prefix", ipv4Prefix);
        options.put("--ea-length", eaLength);
        options.put("--psid-offset", psidOffset);
        options.put("--psid-length", psidLength);
        options.put("--psid", psid);
        options.put("--format", format);
        options.forEach((option, value) -> {
            if (value != null) {
                throw new ToolException(
                        option + ": conflicts with --domain, which contains the rules; use only one of them");
            }
        });
    }

    /** Returns a usage error if the End-user prefix is missing or ambiguous, otherwise a negative answer. */
    static ToolException unanswered(MapConfigurationException e) {
        Finding first = e.first();
        if (!first.field().equals("endUserPrefix")) {
            return ToolException.negative(first.toString());
        }
        if (first.id() != FindingId.SYNTAX) {
            return ToolException.negative(byOption(first));
        }
        String value = first.value().equals(Finding.MISSING) ? "" : " " + first.value();
        return new ToolException("--end-user-prefix" + value + ": " + first.message());
    }

    /** Returns a finding that names the option instead of the field: {@code --ea-length} for {@code eaLength}. */
    static String byOption(Finding finding) {
        String field = finding.field();
        String option = field.startsWith("-")
                ? field
                : "--" + field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        String value = finding.value().isEmpty() ? "\"\"" : finding.value();
        String id = finding.id() == FindingId.SYNTAX ? "" : finding.id() + ", ";
        return Paragraph.oneLine(option + " " + value + " " + finding.message() + " (" + id + finding.rfc() + ")");
    }
}
