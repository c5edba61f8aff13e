package io.softwire46.mape.forward.lookup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class IndexSortProperties {
    @Property(tries = 300)
    void sortsAndKeepsEqualOnesInOrder(@ForAll List<@IntRange(max = 9) Integer> values) {
        int[] expected = IntStream.range(0, values.size())
                .boxed()
                .sorted(Comparator.comparingInt(values::get))
                .mapToInt(Integer::intValue)
                .toArray();
        assertArrayEquals(expected, IndexSort.sorted(values.size(), (a, b) -> values.get(a) - values.get(b)));
    }
}
