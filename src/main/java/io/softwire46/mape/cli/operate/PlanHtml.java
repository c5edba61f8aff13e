package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.html.HtmlPage;
import io.softwire46.mape.cli.html.Markup;
import io.softwire46.mape.cli.html.Markup.Part;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.SubscriberChange;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plans as a page: a table of all, and for each its address bits, ports and blocks.
 *
 * <p>Not thread-safe: use one instance per page.
 */
final class PlanHtml {
    private static final int MAX_BLOCKS = 64;
    private static final int MAX_LAYOUTS = 3;
    private static final double PREFIX_BITS = 64;

    private final HtmlPage page;
    private final PlanView view;

    PlanHtml(PlanView view) {
        this.view = view;
        page = new HtmlPage(
                "MAP-E plan for " + DiffText.number(view.result().demand().subscribers()) + " subscribers");
    }

    String html() {
        PlanResult result = view.result();
        page.paragraph("Demand: " + PlanText.demand(result.demand()) + ".");
        page.paragraph("Packets: " + PlanText.mtu(result.mtu()) + ".");
        if (result.isFeasible()) {
            summary(result.plans());
            result.plans()
                    .forEach(each ->
                            plan("Plan " + each.rank(), each, result.demand().subscribers()));
        } else {
            relaxations(result.relaxations());
        }
        return page.html();
    }

    private void summary(List<Plan> plans) {
        List<List<Object>> rows = new ArrayList<>();
        for (Plan each : plans) {
            rows.add(List.of(
                    each.rank(),
                    DiffText.number(each.rules().size()),
                    DiffText.number(each.capacity()),
                    DiffText.number(each.spare()),
                    DiffText.number(each.ports().portCount()),
                    DiffText.number(each.wastedPorts()),
                    Markup.code(each.ipv6().toCanonicalString())));
        }
        page.section("Plans")
                .beginCard()
                .table(
                        List.of("#Plan", "#Rules", "#Places", "#Spare", "#Ports each", "#Ports without owner", "IPv6"),
                        rows)
                .endCard();
    }

    private void plan(String title, Plan plan, long subscribers) {
        page.section(title).beginCard();
        page.paragraph(PlanText.summary(plan) + ".");
        page.note(PlanText.parameters(plan) + "; " + PlanText.cost(plan) + ".");
        page.paragraph("Drawback: " + plan.drawback() + ".");
        bits(plan);
        ports(plan.rules().get(0));
        blocks(plan, subscribers);
        Map<SubscriberChange, RuleSetDiff.ClassCount> changes = view.changes(plan);
        if (changes != null) {
            page.heading("From the old rules").paragraph(PlanText.changes(changes));
        }
        if (!plan.findings().isEmpty()) {
            page.heading("Findings");
            for (Finding each : plan.findings()) {
                page.paragraph(each.toString());
            }
        }
        page.endCard();
    }

    private void bits(Plan plan) {
        page.heading("Bits of a delegated prefix");
        List<MapRule> layouts = PlanView.layouts(plan);
        for (MapRule each : layouts.subList(0, Math.min(MAX_LAYOUTS, layouts.size()))) {
            int n = each.ipv6Length();
            int suffix = each.suffixLength();
            int psid = each.eaLength() - suffix;
            page.markup(Markup.bar(
                    List.of(
                            new Part("same", n),
                            new Part("good", suffix),
                            new Part("move", psid),
                            new Part("none", PREFIX_BITS - n - suffix - psid)),
                    PREFIX_BITS));
            page.markup(Markup.key(
                    "same", "rule, bits 0 to " + (n - 1),
                    "good", "IPv4 suffix, " + suffix + " bits",
                    "move", "PSID, " + psid + " bits",
                    "none", "of the subscriber, " + (64 - n - suffix - psid) + " bits up to 64"));
        }
    }

    private void ports(MapRule rule) {
        if (rule.isShared()) {
            CeMapping ce = PlanView.example(rule);
            page.heading("Ports of PSID 0x" + Integer.toHexString(ce.psid()) + ", from 0 to 65535");
            page.markup(DiffHtml.portBar(ce.portSet()));
            int first = DiffPictures.firstPart(ce.portSet());
            if (first >= 0) {
                page.note("Ports " + first + " to " + (2 * first - 1) + "; the other parts of this size are alike.");
                page.markup(DiffHtml.portBar(DiffPictures.counts(ce.portSet(), first, first), first));
            }
        }
    }

    private void blocks(Plan plan, long subscribers) {
        page.heading("Places of each rule");
        page.markup(Markup.key("move", "subscribers", "warn", "growth", "none", "spare"));
        List<List<Object>> rows = new ArrayList<>();
        List<PlanView.Fill> fills = PlanView.fills(plan, subscribers);
        for (PlanView.Fill each : fills.subList(0, Math.min(MAX_BLOCKS, fills.size()))) {
            rows.add(List.of(
                    Markup.code(each.rule().ipv4Prefix().toCanonicalString()),
                    Markup.code(each.rule().ipv6Prefix().toCanonicalString()),
                    DiffText.number(each.capacity()),
                    Markup.bar(
                            List.of(new Part("move", (double) each.now()), new Part("warn", (double) each.growth())),
                            (double) each.capacity())));
        }
        page.table(List.of("IPv4", "IPv6", "#Places", "Use"), rows);
        if (fills.size() > MAX_BLOCKS) {
            page.note("and " + (fills.size() - MAX_BLOCKS) + " more rules");
        }
    }

    private void relaxations(List<PlanResult.Relaxation> relaxations) {
        page.section("No plan");
        page.paragraph(
                relaxations.isEmpty()
                        ? "No change of one part of the demand alone suffices."
                        : "Each of these changes alone suffices.");
        for (PlanResult.Relaxation each : relaxations) {
            String change = each.change();
            plan(
                    change.substring(0, 1).toUpperCase(Locale.ROOT) + change.substring(1),
                    each.plan(),
                    view.subscribers(each));
        }
    }
}
