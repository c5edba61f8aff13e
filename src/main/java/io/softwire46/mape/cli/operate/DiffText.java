package io.softwire46.mape.cli.operate;

import inet.ipaddr.ipv4.IPv4Address;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.diff.RuleSetDiff.Box;
import io.softwire46.mape.operate.diff.RuleSetDiff.OptionChange;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerBox;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerChanges;
import io.softwire46.mape.operate.diff.RuleSetDiff.PortCount;
import io.softwire46.mape.operate.diff.RuleSetDiff.Step;
import io.softwire46.mape.operate.diff.SubscriberChange;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A difference as text.
 *
 * <p>Not thread-safe: use one instance per output.
 */
final class DiffText {
    private static final int BAR_COLUMNS = 30;
    private static final int FINDINGS = 10;

    private final PrintWriter out;
    private final DiffView view;

    DiffText(PrintWriter out, DiffView view) {
        this.out = out;
        this.view = view;
    }

    /** Returns a number with commas between thousands. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Returns a number with commas between thousands. */
    static String number(BigInteger value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Returns a number and a noun in the singular or plural. */
    static String count(long value, String noun) {
        return number(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** Returns what a change means, for people. */
    static String meaning(SubscriberChange change) {
        return switch (change) {
            case LOST -> "only OLD serves them";
            case NEW -> "only NEW serves them";
            case PREFIX_LENGTH -> "the length of the End-user prefix differs";
            case KIND -> "prefix, address and shared address change into one another";
            case MOVED_IPV4 -> "another IPv4 address or prefix";
            case MOVED_PORTS -> "the same IPv4 address, other ports";
            case FORMAT_ONLY -> "only the MAP address changes";
            case BR_ONLY -> "only the BR address changes";
            case UNCHANGED -> "nothing changes";
        };
    }

    /** Prints a table of subscribers, with a bar per row. */
    void classes(Map<SubscriberChange, BigInteger> counts) {
        BigInteger total = counts.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        int width = Math.max(11, number(total).length());
        out.println("change         " + pad("subscribers", width));
        counts.forEach((change, count) -> {
            if (count.signum() > 0) {
                String bar = DiffPictures.bar(share(count, total), BAR_COLUMNS);
                out.printf(Locale.ROOT, "%-14s %s  %s%n", change, pad(number(count), width), bar);
            }
        });
        out.printf(Locale.ROOT, "%-14s %s%n", "total", pad(number(total), width));
    }

    private static double share(BigInteger count, BigInteger total) {
        return total.signum() == 0 ? 0 : count.doubleValue() / total.doubleValue();
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** Prints the largest boxes of each change, with an example of each. */
    void boxes() {
        for (SubscriberChange change : SubscriberChange.values()) {
            List<Box> boxes = view.boxes(change);
            if (change == SubscriberChange.UNCHANGED || boxes.isEmpty()) {
                continue;
            }
            out.println();
            out.println(change + ": " + meaning(change));
            boxes.forEach(this::box);
            long others = view.boxCount(change) - boxes.size();
            if (others > 0) {
                out.println("  and " + number(others) + " smaller boxes; use --limit to print more");
            }
        }
    }

    /** Prints examples of the prefixes of a file, and those that no rule serves. */
    void subscribers(DiffSubscribers subscribers) {
        subscribers.examples().forEach((change, examples) -> {
            if (change != SubscriberChange.UNCHANGED && !examples.isEmpty()) {
                out.println();
                out.println(change + ": " + meaning(change));
                examples.forEach(this::example);
            }
        });
        if (subscribers.unservedCount() > 0) {
            out.println();
            out.println("neither OLD nor NEW serves " + number(subscribers.unservedCount())
                    + (subscribers.unservedCount() == 1 ? " prefix:" : " prefixes:"));
            subscribers.unserved().forEach(each -> out.println("  " + each));
        }
    }

    private void box(Box box) {
        int[] psids = DiffView.psids(box);
        boolean isShared = DiffView.shownRule(box).isShared();
        Paragraph.print(
                out,
                "  " + box.ipv6Prefix().toCanonicalString() + ": ",
                "    ",
                number(box.subscribers()) + (box.subscribers() == 1 ? " prefix" : " prefixes") + " of /"
                        + box.unitLength() + ", " + DiffView.ipv4Prefix(box).toCanonicalString()
                        + (isShared ? " PSID " + psids[0] + (psids[0] == psids[1] ? "" : "-" + psids[1]) : "")
                        + ", rule "
                        + none(view.oldName(box.oldRule())) + " -> " + none(view.newName(box.newRule())));
        PortCount ports = box.ports();
        if (ports != null) {
            Paragraph.print(
                    out,
                    "    ports: ",
                    "      ",
                    number(ports.kept()) + " kept, " + number(ports.lost()) + " lost, " + number(ports.gained())
                            + " gained");
        }
        example(view.example(box));
    }

    static String none(@Nullable String name) {
        return name == null ? "none" : name;
    }

    /** Prints a subscriber: mappings, then pictures of what differs. */
    void example(DiffView.Example example) {
        out.println("    example " + example.endUserPrefix().toCanonicalString());
        CeMapping old = example.old();
        CeMapping now = example.now();
        mapping("old", old);
        mapping("new", now);
        if (old == null || now == null) {
            return;
        }
        if (!isSameLayout(old.rule(), now.rule())) {
            int most = Math.max(old.rule().derivedPrefixLength(), now.rule().derivedPrefixLength());
            out.println("      bit " + DiffPictures.ruler(most));
            out.println("      old " + DiffPictures.bits(old.rule(), most));
            out.println("      new " + DiffPictures.bits(now.rule(), most));
        }
        if ((old.rule().isShared() || now.rule().isShared()) && !old.portSet().equals(now.portSet())) {
            out.println("     port " + DiffPictures.portRuler());
            out.println("      old " + DiffPictures.ports(old.portSet()));
            out.println("      new " + DiffPictures.ports(now.portSet()));
        }
    }

    private static boolean isSameLayout(MapRule one, MapRule other) {
        return one.ipv6Length() == other.ipv6Length()
                && one.suffixLength() == other.suffixLength()
                && one.eaLength() == other.eaLength();
    }

    private void mapping(String label, @Nullable CeMapping ce) {
        Paragraph.print(out, "      " + label + " ", "          ", ce == null ? "no rule" : summary(ce));
    }

    /** Returns address, ports and MAP address of a CE. */
    static String summary(CeMapping ce) {
        String ipv4 = Addresses.toText(ce.ipv4Bits()) + (ce.kind() == MappingKind.PREFIX ? "/" + ce.ipv4Length() : "");
        String ports = ce.rule().isShared() ? " PSID " + ce.psid() + ", " + ports(ce.portSet()) : "";
        return ipv4 + ports + ", MAP address " + ce.mapAddress().toCanonicalString();
    }

    private static String ports(PortSet set) {
        PortRange first = set.rangeAt(0);
        PortRange last = set.rangeAt(set.rangeCount() - 1);
        return count(set.size(), "port") + " in " + count(set.rangeCount(), "range") + ", " + first
                + (set.rangeCount() == 1 ? "" : " to " + last);
    }

    /** Prints the difference from the side of addresses and ports. */
    void owners(OwnerChanges owners) {
        long total = owners.same() + owners.other() + owners.gained() + owners.lost();
        out.println("address and port           number");
        owner("same owner", owners.same(), total);
        owner("other owner", owners.other(), total);
        owner("gained owner", owners.gained(), total);
        owner("lost owner", owners.lost(), total);
        for (OwnerBox box : owners.largest()) {
            Paragraph.print(
                    out,
                    "  " + box.change() + ": ",
                    "    ",
                    range(box.ipv4First(), box.ipv4Last()) + ", " + count(box.ports(), "port") + ", rule "
                            + none(view.oldName(box.oldRule())) + " -> " + none(view.newName(box.newRule())));
        }
    }

    private void owner(String name, long count, long total) {
        if (count > 0) {
            out.printf(
                    Locale.ROOT,
                    "%-13s %19s  %s%n",
                    name,
                    number(count),
                    DiffPictures.bar((double) count / total, BAR_COLUMNS));
        }
    }

    static String range(int first, int last) {
        int different = first ^ last;
        boolean isPrefix = (different & different + 1) == 0 && (first & different) == 0;
        return isPrefix
                ? new IPv4Address(first, 32 - Integer.bitCount(different)).toCanonicalString()
                : Addresses.toText(first) + "-" + Addresses.toText(last);
    }

    /** Prints what happens while CEs use both rule sets, and what else differs. */
    void together(List<Finding> findings) {
        OwnerChanges owners = view.diff().owners();
        out.println();
        Paragraph.print(
                out,
                "active together: ",
                "  ",
                owners.other() == 0
                        ? "no address and port has two owners"
                        : number(owners.other())
                                + " pairs of an address and a port have two owners, so that return traffic"
                                + " would reach the wrong subscriber (RFC 7597 section 7.1)");
        if (findings.isEmpty()) {
            out.println("  one BR can have both rule sets");
        } else {
            out.println("  no BR can have both rule sets:");
            findings.stream()
                    .limit(FINDINGS)
                    .forEach(each -> Paragraph.print(out, "    ", "      ", Paragraph.oneLine(each.toString())));
            if (findings.size() > FINDINGS) {
                Map<String, Integer> counts = new TreeMap<>();
                findings.forEach(each -> counts.merge(each.id().toString(), 1, Integer::sum));
                out.println("    in all " + number(findings.size()) + ": " + counts);
            }
        }
    }

    void options(int limit) {
        List<OptionChange> options = view.diff().options();
        if (!options.isEmpty()) {
            out.println();
            out.println("options:");
        }
        int shown = Math.min(Math.max(limit, FINDINGS), options.size());
        for (OptionChange each : options.subList(0, shown)) {
            Paragraph.print(
                    out,
                    "  ",
                    "    ",
                    each.domain() + " " + each.option() + ": " + each.oldValue() + " -> " + each.newValue());
        }
        if (shown < options.size()) {
            out.println("  and " + number(options.size() - shown) + " more; use --limit to print more");
        }
    }

    void steps(List<Step> steps, List<Finding> refused) {
        out.println();
        out.println("steps:");
        if (!refused.isEmpty()) {
            out.println("  none, as no BR can have NEW:");
            refused.stream()
                    .limit(FINDINGS)
                    .forEach(each -> Paragraph.print(out, "    ", "      ", Paragraph.oneLine(each.toString())));
        } else if (steps.isEmpty()) {
            out.println("  none, as nothing changes");
        }
        for (Step each : steps) {
            Paragraph.print(out, String.format(Locale.ROOT, "%3d. ", each.id()), "     ", each.action());
            Paragraph.print(out, "     why:   ", "            ", each.reason());
            Paragraph.print(out, "     check: ", "            ", each.check());
        }
    }
}
