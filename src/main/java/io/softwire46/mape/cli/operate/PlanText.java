package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.SubscriberChange;
import io.softwire46.mape.operate.plan.Demand;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Plans as text of at most 100 columns; pictures have at most 80.
 *
 * <p>Not thread-safe: use one instance per output.
 */
final class PlanText {
    private static final int MAX_BLOCKS = 16;
    private static final int MAX_LAYOUTS = 3;
    private static final int FILL_COLUMNS = 20;
    private static final String INDENT = "  ";

    private final PrintWriter out;
    private final PlanView view;
    private final UnaryOperator<String> redact;

    /** Texts are redacted before lines are broken, since names have other widths than addresses. */
    PlanText(PrintWriter out, PlanView view, UnaryOperator<String> redact) {
        this.out = out;
        this.view = view;
        this.redact = redact;
    }

    private void paragraph(String start, String indent, String text) {
        Paragraph.print(out, start, indent, redact.apply(text));
    }

    void print() {
        PlanResult result = view.result();
        paragraph("demand: ", INDENT, demand(result.demand()));
        paragraph("packets: ", INDENT, mtu(result.mtu()));
        for (Plan each : result.plans()) {
            out.println();
            paragraph("plan " + each.rank() + ": ", INDENT, summary(each));
            plan(each);
        }
        int others = result.frontSize() - result.plans().size();
        if (result.isFeasible() && others > 0) {
            out.println();
            out.println(others + " more with --alternatives " + Math.min(100, result.frontSize()));
        }
        if (!result.isFeasible()) {
            relaxations(result);
        }
        out.flush();
    }

    static String demand(Demand demand) {
        return DiffText.count(demand.subscribers(), "subscriber")
                + (demand.growth().signum() == 0
                        ? ""
                        : " and " + demand.growth().toPlainString() + " % growth: "
                                + DiffText.count(demand.required(), "place"))
                + ", " + DiffText.count(demand.ports(), "port")
                + " or more each, "
                + (demand.delegatedLength().isPresent()
                        ? "each with a /" + demand.delegatedLength().getAsInt()
                        : "any length of delegated prefixes")
                + " in " + demand.ipv6().toCanonicalString();
    }

    static String mtu(PlanResult.Mtu mtu) {
        return "link MTU " + mtu.link() + ", IPv4 MTU " + mtu.ipv4() + ", TCP MSS " + mtu.mss()
                + "; IPv4 packets of 1500 octets "
                + (mtu.fits1500()
                        ? "need no fragments, as the link MTU is at least "
                        : "need fragments, or a link MTU of ")
                + mtu.linkFor1500()
                + " (8 more with PPPoE, 8 more with an encapsulation limit option)";
    }

    static String summary(Plan plan) {
        PortParameters ports = plan.ports();
        return DiffText.count(plan.rules().size(), "rule") + ", "
                + DiffText.count(plan.capacity(), "place") + " (" + DiffText.number(plan.spare()) + " spare), "
                + DiffText.count(ports.portCount(), "port") + " each in "
                + DiffText.count(ports.rangeCount(), "range") + ", a /" + plan.delegatedLength() + " each";
    }

    static String parameters(Plan plan) {
        PortParameters ports = plan.ports();
        return ports.isShared()
                ? "PSID offset " + ports.psidOffset() + ", PSID length " + ports.psidLength() + ", "
                        + DiffText.number(ports.sharingRatio()) + " subscribers per address"
                : "one subscriber per address";
    }

    static String cost(Plan plan) {
        return plan.ipv6().toCanonicalString() + " of IPv6, " + DiffText.count(plan.wastedPorts(), "port")
                + " without an owner";
    }

    private void plan(Plan plan) {
        out.println(INDENT + parameters(plan));
        out.println(INDENT + redact.apply(cost(plan)));
        paragraph(INDENT + "drawback: ", INDENT + INDENT, plan.drawback());
        bits(plan);
        ports(plan.rules().get(0));
        blocks(plan);
        Map<SubscriberChange, RuleSetDiff.ClassCount> changes = view.changes(plan);
        if (changes != null) {
            paragraph(INDENT + "from the old rules: ", INDENT + INDENT, changes(changes));
        }
        findings(plan.findings());
    }

    private void bits(Plan plan) {
        out.println(INDENT + "bits of a delegated prefix: r rule, 4 IPv4 suffix, P PSID, . of the subscriber");
        List<MapRule> layouts = PlanView.layouts(plan);
        out.println(INDENT + DiffPictures.ruler(64) + "      64");
        for (MapRule each : layouts.subList(0, Math.min(MAX_LAYOUTS, layouts.size()))) {
            out.println(INDENT + DiffPictures.bits(each, 64) + " /" + each.ipv6Length());
        }
    }

    private void ports(MapRule rule) {
        if (!rule.isShared()) {
            return;
        }
        CeMapping ce = PlanView.example(rule);
        out.println(INDENT + "ports of PSID 0x" + Integer.toHexString(ce.psid()) + ": # all, + some, . none");
        out.println(INDENT + DiffPictures.portRuler());
        out.println(INDENT + DiffPictures.ports(ce.portSet()));
        int first = DiffPictures.firstPart(ce.portSet());
        if (first >= 0) {
            out.println(INDENT + "of these, " + first + " to " + (2 * first - 1)
                    + "; the other parts of this size are alike");
            out.println(INDENT + DiffPictures.ports(ce.portSet(), first, first));
        }
    }

    private void blocks(Plan plan) {
        List<PlanView.Fill> fills = PlanView.fills(plan, view.result().demand().subscribers());
        out.println(INDENT + "places: # subscribers, + growth, . spare");
        for (PlanView.Fill each : fills.subList(0, Math.min(MAX_BLOCKS, fills.size()))) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %-18s %-24s %s %,d",
                    redact.apply(each.rule().ipv4Prefix().toCanonicalString()),
                    redact.apply(each.rule().ipv6Prefix().toCanonicalString()),
                    bar(each),
                    each.capacity()));
        }
        if (fills.size() > MAX_BLOCKS) {
            out.println(INDENT + "and " + (fills.size() - MAX_BLOCKS) + " more rules");
        }
    }

    private static String bar(PlanView.Fill fill) {
        int now = Math.min(FILL_COLUMNS, PlanView.columns(fill.now(), fill.capacity(), FILL_COLUMNS));
        int spare = Math.min(FILL_COLUMNS - now, PlanView.columns(fill.spare(), fill.capacity(), FILL_COLUMNS));
        if (fill.spare() > 0 && spare == 0) {
            now--;
            spare = 1;
        }
        int growth = fill.growth() == 0 ? 0 : FILL_COLUMNS - now - spare;
        return "#".repeat(now) + "+".repeat(growth) + ".".repeat(FILL_COLUMNS - now - growth);
    }

    static String changes(Map<SubscriberChange, RuleSetDiff.ClassCount> changes) {
        StringBuilder text = new StringBuilder();
        changes.forEach((change, count) -> {
            if (count.subscribers().signum() > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(change.name())
                        .append(' ')
                        .append(DiffText.number(count.subscribers()));
            }
        });
        return text.toString();
    }

    private void findings(List<Finding> findings) {
        for (Finding each : findings) {
            paragraph(INDENT, INDENT + INDENT, Paragraph.oneLine(each.toString()));
        }
    }

    private void relaxations(PlanResult result) {
        out.println();
        if (result.relaxations().isEmpty()) {
            out.println("no plan, and no change of one part of the demand alone suffices");
            return;
        }
        out.println("no plan; each of these changes alone suffices:");
        for (PlanResult.Relaxation each : result.relaxations()) {
            paragraph(
                    String.format(Locale.ROOT, "  %-13s ", each.dimension()),
                    " ".repeat(16),
                    each.change() + ": " + summary(each.plan()) + ", PSID offset and length "
                            + each.plan().ports());
        }
    }
}
