package io.softwire46.mape.operate;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.OwnershipBoxes.Owned;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Sweeps over the IPv4 space with a stack of the prefixes around the current address. Where the stack changes, the boxes of the
 * addresses before it end, except those that go on unchanged.
 *
 * <p>Not thread-safe: use one instance per decomposition.
 */
final class BoxSweep {
    private final Owned[] rules;
    private final BoxList boxes = new BoxList();

    /** The prefixes around the current address, innermost first. */
    private final Deque<Group> open = new ArrayDeque<>();

    /** Indexes of the boxes that the current address is in, in the order of PSIDs. */
    private List<Integer> current = List.of();

    private long position;
    private long parts;

    /** The rules with one Rule IPv4 prefix: {@code rules[from]} to {@code rules[to - 1]}, in the order of PSIDs. */
    private record Group(int from, int to, long first, long last) {}

    /** A range of PSIDs with one owner. */
    private record Part(int first, int last, int rule) {}

    /** Expects rules in the order of prefix and PSID. */
    BoxSweep(Owned[] rules) {
        this.rules = rules;
    }

    BoxList boxes() {
        int from = 0;
        while (from < rules.length) {
            MapRule rule = rules[from].rule();
            int to = from + 1;
            while (to < rules.length
                    && rules[to].rule().ipv4() == rule.ipv4()
                    && rules[to].rule().ipv4Length() == rule.ipv4Length()) {
                to++;
            }
            long first = rule.ipv4() & 0xffff_ffffL;
            Group next = new Group(from, to, first, first + (1L << (32 - rule.ipv4Length())) - 1);
            while (!open.isEmpty() && open.element().last < first) {
                advance(open.element().last + 1);
                open.pop();
            }
            advance(first);
            open.push(next);
            from = to;
        }
        while (!open.isEmpty()) {
            advance(open.element().last + 1);
            open.pop();
        }
        current.forEach(box -> boxes.close(box, (int) (position - 1)));
        return boxes.trimmed();
    }

    /** Adds the boxes of the addresses from the current one to the one before {@code next}. */
    private void advance(long next) {
        if (next == position) {
            return;
        }
        List<Integer> before = current;
        current = new ArrayList<>();
        int at = 0;
        for (Part part : parts()) {
            while (at < before.size() && boxes.psidFirst(before.get(at)) < part.first) {
                boxes.close(before.get(at++), (int) (position - 1));
            }
            boolean goesOn = at < before.size() && isSame(before.get(at), part);
            current.add(goesOn ? before.get(at++) : boxes.open((int) position, part.first, part.last, part.rule));
        }
        while (at < before.size()) {
            boxes.close(before.get(at++), (int) (position - 1));
        }
        position = next;
    }

    private boolean isSame(int box, Part part) {
        return boxes.rule(box) == part.rule && boxes.psidFirst(box) == part.first && boxes.psidLast(box) == part.last;
    }

    /** Returns the owners of the PSIDs of the current address, in the order of PSIDs. */
    private List<Part> parts() {
        List<Part> owned = new ArrayList<>();
        List<Part> free = List.of();
        boolean isFirst = true;
        for (Group group : open) {
            MapRule rule = rules[group.from].rule();
            if (isFirst) {
                free = List.of(new Part(0, rule.portParameters().sharingRatio() - 1, -1));
                isFirst = false;
            }
            if (!rule.isKeyedByPsid()) {
                free.forEach(each -> owned.add(new Part(each.first, each.last, group.from)));
                break;
            }
            free = take(group, free, owned);
        }
        parts += owned.size();
        if (parts > OwnershipBoxes.MAX_BOXES) {
            throw BoxList.tooMany();
        }
        owned.sort((one, other) -> Integer.compare(one.first, other.first));
        return owned;
    }

    /** Gives free PSIDs to the 1:1 rules of a group, and returns those that remain free. */
    private List<Part> take(Group group, List<Part> free, List<Part> owned) {
        List<Part> rest = new ArrayList<>();
        int next = group.from;
        for (Part each : free) {
            int from = each.first;
            while (next < group.to && rules[next].rule().explicitPsid() < from) {
                next++;
            }
            while (next < group.to && rules[next].rule().explicitPsid() <= each.last) {
                int psid = rules[next].rule().explicitPsid();
                if (psid > from) {
                    rest.add(new Part(from, psid - 1, -1));
                }
                owned.add(new Part(psid, psid, next++));
                from = psid + 1;
            }
            if (from <= each.last) {
                rest.add(new Part(from, each.last, -1));
            }
        }
        return rest;
    }
}
