package io.softwire46.mape.cli;

import io.softwire46.mape.cli.input.RuleSource;
import io.softwire46.mape.cli.text.FindingJson;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.domain.NaptSource;
import io.softwire46.mape.provision.format.ReadResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Findings about a file, and the effect of its rules, as text or as JSON.
 *
 * <p>Immutable.
 *
 * @param name file name, as printed
 * @param source domains and format of the file
 * @param findings all findings about the file
 * @param ce CE with the given End-user prefix; null without a prefix, or with errors
 * @param forEdge whether an End-user prefix was given
 * @param offered CEs with End-user prefixes that the file offers; empty if a prefix was given
 */
record LintReport(
        String name,
        RuleSource source,
        List<Finding> findings,
        @Nullable CeMapping ce,
        boolean forEdge,
        List<OfferedCe> offered) {
    /**
     * A CE whose End-user prefix is in the file.
     *
     * @param origin where the prefix was taken from
     */
    record OfferedCe(CeMapping ce, String origin) {}

    /** Number of findings that the text report prints; it counts the others per id. JSON contains all. */
    static final int MAX_FINDINGS = 200;

    /** Number of rules that the text report prints. JSON contains all. */
    private static final int MAX_RULES = 10;

    /** What the report says about NAPT options without an End-user prefix. */
    private static final String NAPT_NOT_CHECKED =
            "checked without a CE; use --end-user-prefix to check it against the address and ports of a CE";

    /** Prints the report; {@code all} lifts the limit on the number of findings. */
    void print(PrintWriter out, boolean all) {
        int printed = all ? findings.size() : Math.min(findings.size(), MAX_FINDINGS);
        findings.subList(0, printed).forEach(finding -> print(out, finding));
        countOthers(out, findings.subList(printed, findings.size()));
        List<ConfiguredDomain> domains = source.file().domains();
        int shown = 0;
        for (ConfiguredDomain domain : domains) {
            if (shown >= MAX_RULES) {
                break;
            }
            Paragraph.print(out, "domain " + domain.domain().name() + ": ", "  ", mtu(domain.options()));
            if (isNaptUnchecked(domain)) {
                Paragraph.print(out, "    napt: ", "      ", NAPT_NOT_CHECKED);
            }
            List<MapRule> rules = domain.domain().rules().rules();
            for (int i = 0; i < rules.size() && shown < MAX_RULES; i++) {
                new RuleEffect(rules.get(i)).print(out, "rules[" + i + "]");
                shown++;
            }
        }
        int rules = ruleCount();
        if (rules > shown) {
            out.println("and " + RuleEffect.number(rules - shown) + " more rules; use --json to print all");
        }
        if (ce != null) {
            printCe(out, ce);
        }
        for (OfferedCe each : offered) {
            printCe(out, each.ce());
            RuleEffect.line(out, "prefix from", each.origin() + "; use --end-user-prefix for another CE");
        }
        summary(out, rules);
    }

    /** Returns whether a domain has NAPT options that were not checked against a CE. */
    private boolean isNaptUnchecked(ConfiguredDomain domain) {
        return !forEdge
                && offered.isEmpty()
                && NaptSource.of(source.file().source())
                        .containsKey(domain.domain().name());
    }

    /** Prints the rule with the longest match for the End-user prefix, and the addresses and ports of the CE. */
    private static void printCe(PrintWriter out, CeMapping ce) {
        Paragraph.print(
                out,
                "CE " + ce.endUserPrefix().toCanonicalString() + ": ",
                "  ",
                "BMR " + ce.rule().ipv6Prefix().toCanonicalString() + " for "
                        + ce.rule().ipv4Prefix().toCanonicalString() + ": " + RuleEffect.owned(ce));
        RuleEffect.line(out, "MAP address", ce.mapAddress().toCanonicalString());
    }

    /** Prints the number of findings that are not printed, by id and severity. */
    private static void countOthers(PrintWriter out, List<Finding> others) {
        if (others.isEmpty()) {
            return;
        }
        Map<String, Integer> counts = new TreeMap<>();
        for (Finding placed : others) {
            Finding finding = placed;
            counts.merge(finding.id() + " " + finding.severity(), 1, Integer::sum);
        }
        out.println("and " + RuleEffect.number(others.size()) + " more findings; use --all to print them:");
        counts.forEach((id, count) -> out.println("    " + id + ": " + RuleEffect.number(count)));
    }

    private void print(PrintWriter out, Finding placed) {
        Finding finding = placed;
        String where = name + (placed.location().isKnown() ? ":" + placed.location() : "");
        out.println(where + ": " + finding.id() + " " + finding.severity());
        Paragraph.print(out, "    ", Paragraph.oneLine(finding.sentence()) + " (" + finding.rfc() + ")");
    }

    private static String mtu(ForwardingOptions options) {
        return "IPv6 packets of " + RuleEffect.number(options.mtuV6()) + " octets carry IPv4 packets of "
                + RuleEffect.number(RuleEffect.ipv4Mtu(options)) + " (TCP MSS "
                + RuleEffect.number(RuleEffect.tcpMss(options)) + ")";
    }

    private int ruleCount() {
        return source.file().domains().stream()
                .mapToInt(domain -> domain.domain().rules().rules().size())
                .sum();
    }

    private void summary(PrintWriter out, int rules) {
        ReadResult file = source.file();
        String read =
                file.isRefused() ? "refused" : counted(file.domains().size(), "domain") + ", " + counted(rules, "rule");
        Paragraph.print(
                out,
                name + ": ",
                "  ",
                read + "; " + count(Severity.ERROR, "error") + ", " + count(Severity.WARNING, "warning") + ", "
                        + count(Severity.INFO, "note")
                        + (file.skippedCount() == 0
                                ? ""
                                : "; "
                                        + counted(
                                                file.skippedCount(),
                                                "other " + file.source().unit()) + " skipped"));
    }

    private String count(Severity severity, String what) {
        return counted(
                findings.stream()
                        .filter(placed -> placed.severity() == severity)
                        .count(),
                what);
    }

    private static String counted(long count, String name) {
        return count + " " + name + (count == 1 ? "" : "s");
    }

    /** Prints the report about an input that cannot be read, or about a usage error. */
    static void printJsonError(PrintWriter out, String error, @Nullable Finding finding) {
        JsonWriter writer = JsonWriter.indented(out).beginObject();
        writer.field("valid", false).field("error", error);
        findings(writer, finding == null ? List.of() : List.of(finding));
        writer.name("domains").beginArray().endArray();
        writer.endObject().endLine();
    }

    private static void findings(JsonWriter writer, List<Finding> findings) {
        writer.name("findings").beginArray();
        for (Finding placed : findings) {
            writer.beginObject();
            if (placed.location().octet() >= 0) {
                writer.field("octet", placed.location().octet());
            } else if (placed.location().isKnown()) {
                writer.field("line", placed.location().line())
                        .field("column", placed.location().column());
            }
            FindingJson.fields(writer, placed);
            writer.endObject();
        }
        writer.endArray();
    }

    void printJson(PrintWriter out) {
        JsonWriter writer = JsonWriter.indented(out).beginObject();
        writer.field("valid", findings.stream().noneMatch(Finding::isError));
        writer.field("format", source.format().toString());
        findings(writer, findings);
        writer.name("domains").beginArray();
        for (ConfiguredDomain domain : source.file().domains()) {
            writer.beginObject();
            writer.field("name", domain.domain().name());
            writer.field("ipv4Mtu", RuleEffect.ipv4Mtu(domain.options()));
            writer.field("tcpMss", RuleEffect.tcpMss(domain.options()));
            if (isNaptUnchecked(domain)) {
                writer.field("napt", NAPT_NOT_CHECKED);
            }
            writer.name("rules").beginArray();
            for (MapRule rule : domain.domain().rules().rules()) {
                writer.beginObject();
                new RuleEffect(rule).json(writer);
                writer.endObject();
            }
            writer.endArray().endObject();
        }
        writer.endArray();
        if (ce != null) {
            writer.name("customerEdge");
            json(writer, ce, null);
        } else if (!offered.isEmpty()) {
            writer.name("customerEdge");
            json(writer, offered.get(0).ce(), offered.get(0).origin());
            writer.name("otherCustomerEdges").beginArray();
            offered.stream().skip(1).forEach(each -> json(writer, each.ce(), each.origin()));
            writer.endArray();
        }
        writer.field("passedOver", source.file().skippedCount());
        writer.endObject().endLine();
    }

    private static void json(JsonWriter writer, CeMapping ce, @Nullable String origin) {
        writer.beginObject();
        writer.field("endUserPrefix", ce.endUserPrefix().toCanonicalString());
        if (origin != null) {
            writer.field("origin", origin);
        }
        writer.field("bmr", ce.rule().ipv6Prefix().toCanonicalString());
        writer.field("ipv4", Addresses.toText(ce.ipv4Bits())).field("ipv4Length", ce.ipv4Length());
        writer.name("psid").plain(ce.rule().isShared() ? ce.psid() : null);
        writer.field("mapAddress", ce.mapAddress().toCanonicalString());
        writer.endObject();
    }
}
