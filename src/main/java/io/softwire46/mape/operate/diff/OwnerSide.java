package io.softwire46.mape.operate.diff;

import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerBox;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerChange;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerChanges;
import io.softwire46.mape.operate.diff.RuleSetDiff.RuleReference;
import io.softwire46.mape.operate.diff.internal.OwnedBox;
import io.softwire46.mape.operate.diff.internal.OwnerComparison;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sums what happens to the owners of addresses and ports.
 *
 * <p>Not thread-safe: use one instance per comparison.
 */
final class OwnerSide {
    private final Map<OwnerChange, Largest<OwnerBox>> largest = new EnumMap<>(OwnerChange.class);
    private final Map<OwnerChange, Long> sums = new EnumMap<>(OwnerChange.class);

    private OwnerSide(int limit) {
        for (OwnerChange change : OwnerChange.values()) {
            largest.put(change, new Largest<>(limit, OwnerBox::ports));
            sums.put(change, 0L);
        }
    }

    static OwnerChanges compare(List<OwnedBox> old, List<OwnedBox> now, int limit, int maxPairs) {
        OwnerSide side = new OwnerSide(limit);
        long[][] both = OwnerComparison.compare(old, now, side::take, maxPairs);
        side.takeRest(OwnerChange.LOST, old, both[0]);
        side.takeRest(OwnerChange.GAINED, now, both[1]);
        List<OwnerBox> boxes = new ArrayList<>();
        side.largest.values().forEach(each -> boxes.addAll(each.list()));
        return new OwnerChanges(
                side.sum(OwnerChange.SAME),
                side.sum(OwnerChange.OTHER),
                side.sum(OwnerChange.GAINED),
                side.sum(OwnerChange.LOST),
                List.copyOf(boxes));
    }

    private long sum(OwnerChange change) {
        return Objects.requireNonNull(sums.get(change));
    }

    private void take(OwnedBox old, OwnedBox now, int first, int last, long both, long same) {
        RuleReference one = reference(old);
        RuleReference other = reference(now);
        add(OwnerChange.SAME, first, last, one, other, same);
        add(OwnerChange.OTHER, first, last, one, other, both - same);
    }

    private void takeRest(OwnerChange change, List<OwnedBox> boxes, long[] both) {
        for (int i = 0; i < both.length; i++) {
            OwnedBox box = boxes.get(i);
            RuleReference own = reference(box);
            boolean isLost = change == OwnerChange.LOST;
            add(change, box.first(), box.last(), isLost ? own : null, isLost ? null : own, box.size() - both[i]);
        }
    }

    private static RuleReference reference(OwnedBox box) {
        return new RuleReference(
                box.owner().rule(), box.owner().domain(), box.owner().index());
    }

    private void add(
            OwnerChange change,
            int first,
            int last,
            @Nullable RuleReference old,
            @Nullable RuleReference now,
            long ports) {
        if (ports > 0) {
            sums.merge(change, ports, Long::sum);
            Objects.requireNonNull(largest.get(change)).add(new OwnerBox(change, first, last, old, now, ports));
        }
    }
}
