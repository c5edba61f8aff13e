package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.RuleSetDiff.Box;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerChanges;
import io.softwire46.mape.operate.diff.SubscriberChange;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every class, count and port figure of random pairs of rule sets against an enumeration. */
class RuleSetDiffModelTest {
    private static final int WORLDS = Integer.getInteger("diff.worlds", 25);
    private static final long FIRST = Long.getLong("diff.first", 0);

    @Test
    void countsAreThoseOfAnEnumeration() {
        Map<SubscriberChange, Integer> seen = new EnumMap<>(SubscriberChange.class);
        for (long seed = FIRST; seed < FIRST + WORLDS; seed++) {
            DiffWorld world = new DiffWorld(seed);
            RuleSetDiff diff = RuleSetDiff.of(world.old(), world.now());
            NaiveDiff naive = new NaiveDiff(world.old(), world.now());
            String text = "seed " + seed + "\n" + world.old() + "\n" + world.now();
            Map<SubscriberChange, List<Box>> boxes = diff.largest(Integer.MAX_VALUE);
            naive.classes().forEach((change, expected) -> {
                NaiveDiff.Count actual = count(boxes.get(change));
                assertEquals(expected.toString(), actual.toString(), change + " of " + text);
                assertEquals(BigInteger.valueOf(expected.subscribers), diff.subscribers(change), text);
                seen.merge(change, expected.subscribers > 0 ? 1 : 0, Integer::sum);
            });
            boxes.values()
                    .forEach(list -> list.forEach(box -> {
                        String example = bits(diff.example(box));
                        assertEquals(box.unitLength(), example.length(), text);
                        assertEquals(Optional.of(box.change()), naive.change(example), text);
                        assertEquals(
                                box.change(), diff.compare(diff.example(box)).change(), text);
                    }));
            if (naive.hasFewAddresses()) {
                assertArrayEquals(naive.owners(), array(diff.owners()), text);
            }
        }
        assertTrue(seen.values().stream().allMatch(worlds -> worlds > WORLDS / 50), seen.toString());
    }

    /** Options, modes, BR addresses and uses for forwarding, whatever the names of domains. */
    @Test
    void settingsAreThoseOfAnEnumeration() {
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = FIRST; seed < FIRST + 2L * WORLDS; seed++) {
            DiffWorld world = new DiffWorld(seed);
            RuleSetDiff diff = RuleSetDiff.of(world.old(), world.now());
            NaiveDiff naive = new NaiveDiff(world.old(), world.now());
            String text = "seed " + seed + "\n" + world.old() + "\n" + world.now();
            Set<RuleSetDiff.OptionChange> expected = naive.options();
            assertEquals(expected, new HashSet<>(diff.options()), text);
            assertEquals(expected.size(), diff.options().size(), text);
            boolean isMapped = naive.classes().entrySet().stream()
                    .allMatch(each -> each.getKey() == SubscriberChange.UNCHANGED || each.getValue().subscribers == 0);
            assertEquals(isMapped && expected.isEmpty(), diff.isUnchanged(), text);
            diff.options().forEach(each -> seen.merge(each.option().replaceAll("[0-9]", ""), 1, Integer::sum));
        }
        assertEquals(Set.of("mesh", "borderRelay", "mtuV", "rules[].forwarding", "rules[].borderRelay"), seen.keySet());
    }

    private static NaiveDiff.Count count(List<Box> boxes) {
        NaiveDiff.Count count = new NaiveDiff.Count();
        for (Box box : boxes) {
            count.subscribers += box.subscribers();
            if (box.ports() != null) {
                count.kept += box.ports().kept().longValueExact();
                count.lost += box.ports().lost().longValueExact();
                count.gained += box.ports().gained().longValueExact();
            }
        }
        return count;
    }

    private static long[] array(OwnerChanges owners) {
        return new long[] {owners.same(), owners.other(), owners.gained(), owners.lost()};
    }

    static String bits(IPv6Address prefix) {
        byte[] octets = prefix.getLower().getBytes();
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(octets);
        return Text.ipv6(buffer.getLong(), buffer.getLong()).substring(0, prefix.getNetworkPrefixLength());
    }
}
