package io.softwire46.mape.provision;

import static io.softwire46.mape.provision.RuleFormat.HB46PP;
import static io.softwire46.mape.provision.RuleFormat.JUNOS;
import static io.softwire46.mape.provision.RuleFormat.JUNOS_BRACES;
import static io.softwire46.mape.provision.RuleFormat.JUNOS_CE_BRACES;
import static io.softwire46.mape.provision.RuleFormat.JUNOS_CE_SET;
import static io.softwire46.mape.provision.RuleFormat.JUNOS_SET;
import static io.softwire46.mape.provision.RuleFormat.MAPE;
import static io.softwire46.mape.provision.RuleFormat.OPENWRT;
import static io.softwire46.mape.provision.RuleFormat.VPP;
import static io.softwire46.mape.provision.RuleFormat.YANG;
import static io.softwire46.mape.provision.RuleFormat.YANG_CE;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How each format that is read is checked, as a table of docs/formats.md.
 *
 * <p>Static methods only.
 */
public final class FormatChecks {
    /**
     * The tests of a format.
     *
     * @param fuzz any octets, see CONTRIBUTING.md
     * @param worlds random valid rules, which a reader has to return
     */
    private record Checks(String fuzz, String worlds) {
        static Checks of(String packageName, String fuzz, String worlds) {
            for (String name : List.of(fuzz, worlds)) {
                try {
                    Class.forName("io.softwire46.mape.provision." + packageName + name);
                } catch (ClassNotFoundException e) {
                    throw new AssertionError(e);
                }
            }
            return new Checks(fuzz, worlds);
        }

        static Checks of(String packageName, String begin) {
            return of(packageName + ".", begin + "Fuzz", begin + "Properties");
        }
    }

    private static final Checks OF_JUNOS = Checks.of("junos", "Junos");
    private static final Checks OF_JUNOS_OUTPUT = Checks.of("junos.", "JunosFuzz", "JunosOutputTest");
    private static final Checks OF_VNE = Checks.of("vne", "Vne");

    private static final Map<RuleFormat, Checks> CHECKS = Map.ofEntries(
            Map.entry(MAPE, Checks.of("", "DomainFileFuzz", "domain.DomainJsonProperties")),
            Map.entry(JUNOS, OF_JUNOS),
            Map.entry(JUNOS_SET, OF_JUNOS),
            Map.entry(JUNOS_BRACES, OF_JUNOS),
            Map.entry(OPENWRT, Checks.of("openwrt", "OpenWrt")),
            Map.entry(RuleFormat.MAPCALC, Checks.of("openwrt", "OpenWrt")),
            Map.entry(VPP, Checks.of("vpp", "Vpp")),
            Map.entry(RuleFormat.DHCPV6, Checks.of("dhcp", "S46")),
            Map.entry(YANG, Checks.of("yang.", "YangFuzz", "SoftwireYangProperties")),
            Map.entry(RuleFormat.YANG_XML, Checks.of("yang", "YangXml")),
            Map.entry(HB46PP, Checks.of("hb46pp", "Hb46pp")),
            Map.entry(RuleFormat.KEA, Checks.of("kea", "Kea")),
            Map.entry(RuleFormat.JPNE, OF_VNE),
            Map.entry(RuleFormat.OCN, OF_VNE),
            Map.entry(RuleFormat.JUNOS_XML, OF_JUNOS_OUTPUT),
            Map.entry(RuleFormat.JUNOS_JSON, OF_JUNOS_OUTPUT),
            Map.entry(RuleFormat.SNABB, Checks.of("snabb", "Snabb")),
            Map.entry(RuleFormat.IOS_XE, Checks.of("cisco", "Cisco")),
            Map.entry(RuleFormat.IOS_XR, Checks.of("cisco", "Cisco")),
            Map.entry(RuleFormat.HUAWEI, Checks.of("huawei", "Huawei")));

    /** Formats that are written and read by another name. */
    private static final Map<RuleFormat, RuleFormat> READ_AS =
            Map.of(JUNOS_CE_SET, JUNOS, JUNOS_CE_BRACES, JUNOS, YANG_CE, YANG);

    private FormatChecks() {}

    /** Returns the formats with checks. */
    static Set<RuleFormat> formats() {
        return CHECKS.keySet();
    }

    /** Returns the table in Markdown. */
    public static String markdown() {
        StringBuilder out = new StringBuilder("""
                | Name | Read | Written | Detected | Fuzzed | Random rules | Round trip |
                |---|---|---|---|---|---|---|
                """);
        for (RuleFormat format : RuleFormat.values()) {
            RuleFormat reader = READ_AS.getOrDefault(format, format);
            Checks checks = CHECKS.get(reader);
            boolean isRoundTrip = checks != null && format.isWritten();
            out.append("| `").append(format).append("` | ");
            out.append(format.isRead() ? "yes" : checks == null ? "" : "as `" + reader + "`")
                    .append(" | ");
            out.append(format.isWritten() ? "yes" : "").append(" | ");
            out.append(checks == null ? "" : "yes").append(" | ");
            out.append(checks == null ? "" : "`" + checks.fuzz + "`").append(" | ");
            out.append(checks == null ? "" : "`" + checks.worlds.replaceFirst(".*\\.", "") + "`")
                    .append(" | ");
            out.append(isRoundTrip ? "yes" : checks == null ? "" : "printer of the tests")
                    .append(" |\n");
        }
        return out.toString().replace("|  |", "| |").replace("|  |", "| |");
    }
}
