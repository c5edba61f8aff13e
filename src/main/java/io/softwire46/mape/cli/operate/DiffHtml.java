package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.html.HtmlPage;
import io.softwire46.mape.cli.html.Markup;
import io.softwire46.mape.cli.html.Markup.Part;
import io.softwire46.mape.cli.html.Markup.Rectangle;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.operate.OwnershipBoxes;
import io.softwire46.mape.operate.diff.RuleSetDiff.Box;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerChanges;
import io.softwire46.mape.operate.diff.RuleSetDiff.Step;
import io.softwire46.mape.operate.diff.SubscriberChange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A difference as a page: counts, the largest moves with their ports, addresses and PSIDs before and after, and steps.
 *
 * <p>Not thread-safe: use one instance per page.
 */
final class DiffHtml {
    private static final int MOVES = 10;
    private static final int PANELS = 8;

    /** The number of rules that the caption of a picture names. */
    private static final int RULES = 3;

    private static final int MAX_RECTANGLES = 1000;
    private static final double PANEL_WIDTH = 1000;
    private static final double PANEL_HEIGHT = 120;

    private final HtmlPage page;
    private final DiffView view;

    DiffHtml(DiffView view, String oldName, String newName) {
        this.view = view;
        page = new HtmlPage(oldName + " \u2192 " + newName);
    }

    String html(Map<SubscriberChange, BigInteger> counts, List<Step> steps) {
        page.paragraph("The difference between two MAP-E rule sets by its effect on subscribers (End-user prefixes).");
        classes(counts);
        owners(view.diff().owners());
        moves();
        panels();
        if (!steps.isEmpty()) {
            page.section("Steps").beginCard();
            List<List<Object>> rows = new ArrayList<>();
            steps.forEach(each -> rows.add(List.of(each.id(), each.action(), each.reason(), each.check())));
            page.table(List.of("#", "Action", "Reason", "Check"), rows).endCard();
        }
        return page.html();
    }

    private static String style(SubscriberChange change) {
        return switch (change) {
            case LOST -> "bad";
            case NEW -> "good";
            case UNCHANGED -> "same";
            case FORMAT_ONLY, BR_ONLY -> "warn";
            default -> "move";
        };
    }

    private void classes(Map<SubscriberChange, BigInteger> counts) {
        double total =
                counts.values().stream().mapToDouble(BigInteger::doubleValue).sum();
        List<List<Object>> rows = new ArrayList<>();
        counts.forEach((change, count) -> {
            if (count.signum() > 0) {
                Markup bar = Markup.bar(List.of(new Part(style(change), count.doubleValue())), total);
                rows.add(List.of(
                        Markup.explained(change.name(), DiffText.meaning(change)), DiffText.number(count), bar));
            }
        });
        page.section("Subscribers")
                .beginCard()
                .table(List.of("Change", "#Subscribers", "Share"), rows)
                .endCard();
    }

    private void owners(OwnerChanges owners) {
        double total = (double) owners.same() + owners.other() + owners.gained() + owners.lost();
        page.section("Addresses and ports").beginCard();
        page.markup(Markup.bar(
                List.of(
                        new Part("same", owners.same()),
                        new Part("move", owners.other()),
                        new Part("good", owners.gained()),
                        new Part("bad", owners.lost())),
                total));
        page.markup(Markup.key(
                "same", "same owner " + DiffText.number(owners.same()),
                "move", "other owner " + DiffText.number(owners.other()),
                "good", "gained owner " + DiffText.number(owners.gained()),
                "bad", "lost owner " + DiffText.number(owners.lost())));
        page.paragraph(
                owners.other() == 0
                        ? "While some CEs use the old rules and others the new ones, no address and port has two owners."
                        : "While some CEs use the old rules and others the new ones, " + DiffText.number(owners.other())
                                + " pairs of an address and a port have two owners (RFC 7597 section 7.1).");
        page.endCard();
    }

    /** The largest moves of all changes, with an example each. */
    private void moves() {
        List<Box> moves = new ArrayList<>();
        view.largest().forEach((change, boxes) -> {
            if (change != SubscriberChange.UNCHANGED) {
                moves.addAll(boxes);
            }
        });
        moves.sort(Comparator.comparingLong(Box::subscribers).reversed());
        if (moves.isEmpty()) {
            return;
        }
        page.section("Largest moves");
        for (Box box : moves.subList(0, Math.min(MOVES, moves.size()))) {
            DiffView.Example example = view.example(box);
            page.beginCard();
            page.heading(box.change() + ": " + DiffText.number(box.subscribers()) + " of /" + box.unitLength() + " in "
                    + box.ipv6Prefix().toCanonicalString());
            page.note(DiffText.none(view.oldName(box.oldRule())) + " \u2192 "
                    + DiffText.none(view.newName(box.newRule())) + ", for example "
                    + example.endUserPrefix().toCanonicalString());
            mapping("Before", example.old());
            mapping("After", example.now());
            if (box.ports() != null) {
                page.paragraph("Ports: " + DiffText.number(box.ports().kept()) + " kept, "
                        + DiffText.number(box.ports().lost()) + " lost, "
                        + DiffText.number(box.ports().gained()) + " gained.");
            }
            page.endCard();
        }
    }

    private void mapping(String label, @Nullable CeMapping ce) {
        page.paragraph(label + ": " + (ce == null ? "no rule" : DiffText.summary(ce)));
        if (ce != null && ce.rule().isShared()) {
            page.markup(portBar(ce.portSet()));
        }
    }

    static Markup portBar(PortSet set) {
        return portBar(DiffPictures.counts(set), 1 << 16);
    }

    /** Returns a bar of columns that together are a number of ports. */
    static Markup portBar(int[] counts, int ports) {
        List<Rectangle> filled = new ArrayList<>();
        double width = PANEL_WIDTH / counts.length;
        double whole = (double) ports / counts.length;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                double height = Math.max(6, 14 * counts[i] / whole);
                filled.add(new Rectangle(
                        "move", i * width, 14 - height, width, height, counts[i] + " of " + (int) whole + " ports"));
            }
        }
        return Markup.picture(PANEL_WIDTH, 14, "ports", filled);
    }

    /** Addresses from left to right, PSIDs from top to bottom; a rule has one hue before and after. */
    private void panels() {
        OwnershipBoxes before = OwnershipBoxes.of(view.old().domains());
        OwnershipBoxes after = OwnershipBoxes.of(view.now().domains());
        NavigableMap<Long, Long> ranges = new TreeMap<>();
        addRanges(before, ranges);
        addRanges(after, ranges);
        page.section("Addresses and PSIDs before and after");
        page.note(
                "Addresses from left to right, PSIDs from top to bottom. A Rule IPv6 prefix has one hue, a PSID offset one"
                        + " brightness.");
        List<Map.Entry<Long, Long>> largest = new ArrayList<>(ranges.entrySet());
        largest.sort(Comparator.comparingLong(each -> each.getKey() - each.getValue()));
        for (Map.Entry<Long, Long> each : largest.subList(0, Math.min(PANELS, largest.size()))) {
            page.beginCard()
                    .heading(DiffText.range(
                            each.getKey().intValue(), each.getValue().intValue()));
            page.note("before: " + rules(before, each.getKey(), each.getValue()))
                    .markup(panel(before, each.getKey(), each.getValue()));
            page.note("after: " + rules(after, each.getKey(), each.getValue()))
                    .markup(panel(after, each.getKey(), each.getValue()));
            page.endCard();
        }
        if (ranges.size() > PANELS) {
            page.note("and " + (ranges.size() - PANELS) + " smaller ranges of addresses");
        }
    }

    /** Adds the outermost Rule IPv4 prefixes; a range replaces those inside it. */
    private static void addRanges(OwnershipBoxes boxes, NavigableMap<Long, Long> ranges) {
        for (int i = 0; i < boxes.size(); i++) {
            MapRule rule = boxes.rule(i);
            long first = rule.ipv4() & 0xffff_ffffL;
            long last = first + (1L << (32 - rule.ipv4Length())) - 1;
            Map.Entry<Long, Long> around = ranges.floorEntry(first);
            if (around == null || around.getValue() < last) {
                ranges.subMap(first, true, last, true).clear();
                ranges.put(first, last);
            }
        }
    }

    /** Returns the first rules of a range of addresses, in the order of the picture. */
    private static String rules(OwnershipBoxes boxes, long first, long last) {
        Set<String> rules = new LinkedHashSet<>();
        for (int i = from(boxes, first); i < boxes.size() && (boxes.ipv4First(i) & 0xffff_ffffL) <= last; i++) {
            if (rules.size() == RULES) {
                return String.join("; ", rules) + "; and others";
            }
            MapRule rule = boxes.rule(i);
            PortParameters ports = rule.portParameters();
            rules.add(rule.ipv6Prefix().toCanonicalString()
                    + (ports.isShared()
                            ? ", PSID 0 to " + (ports.sharingRatio() - 1) + " after offset " + ports.psidOffset()
                            : ", not shared"));
        }
        return rules.isEmpty() ? "no rule" : String.join("; ", rules);
    }

    private static Markup panel(OwnershipBoxes boxes, long first, long last) {
        List<Rectangle> rectangles = new ArrayList<>();
        double scale = PANEL_WIDTH / (last - first + 1);
        for (int i = from(boxes, first); i < boxes.size() && rectangles.size() < MAX_RECTANGLES; i++) {
            long boxFirst = boxes.ipv4First(i) & 0xffff_ffffL;
            long boxLast = boxes.ipv4Last(i) & 0xffff_ffffL;
            if (boxFirst > last) {
                break;
            }
            MapRule rule = boxes.rule(i);
            double height = PANEL_HEIGHT / rule.portParameters().sharingRatio();
            rectangles.add(new Rectangle(
                    colour(rule),
                    (boxFirst - first) * scale,
                    boxes.psidFirst(i) * height,
                    (boxLast - boxFirst + 1) * scale,
                    (boxes.psidLast(i) - boxes.psidFirst(i) + 1) * height,
                    rule.ipv6Prefix().toCanonicalString() + " "
                            + rule.ipv4Prefix().toCanonicalString()
                            + (rule.isShared()
                                    ? " PSID " + boxes.psidFirst(i) + "-" + boxes.psidLast(i) + ", offset and length "
                                            + rule.portParameters()
                                    : "")));
        }
        return Markup.picture(PANEL_WIDTH, PANEL_HEIGHT, "addresses and PSIDs", rectangles);
    }

    /** Returns the first box at an address or after it. */
    private static int from(OwnershipBoxes boxes, long address) {
        int from = 0;
        int to = boxes.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if ((boxes.ipv4First(middle) & 0xffff_ffffL) < address) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private static String colour(MapRule rule) {
        int hue = Math.floorMod(
                (Long.hashCode(rule.ipv6High() * 0x9e3779b97f4a7c15L) ^ Long.hashCode(rule.ipv6Low())) * 31
                        + rule.ipv6Length(),
                360);
        int brightness = 35 + rule.portParameters().psidOffset() % 8 * 5;
        return String.format(Locale.ROOT, "hsl(%d 55%% %d%%)", hue, brightness);
    }
}
