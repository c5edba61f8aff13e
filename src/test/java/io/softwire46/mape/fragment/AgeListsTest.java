package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgeListsTest {
    private static final int ENTRIES = 12;
    private static final int LISTS = 4;
    private static final int STEPS = 2000;

    private final AgeLists lists = new AgeLists(ENTRIES, LISTS);
    private final List<List<Integer>> model = new ArrayList<>();

    /** Random operations, compared with lists of java.util after each step. */
    @Test
    void endsAreTheOldestAndTheNewestEntry() {
        Random random = new Random(1);
        IntStream.range(0, LISTS).forEach(list -> model.add(new ArrayList<>()));
        for (int step = 0; step < STEPS; step++) {
            int entry = random.nextInt(ENTRIES);
            int list = IntStream.range(0, LISTS)
                    .filter(each -> model.get(each).contains(entry))
                    .findFirst()
                    .orElse(-1);
            if (list < 0) {
                list = random.nextInt(LISTS);
                lists.append(list, entry);
                model.get(list).add(entry);
            } else {
                lists.remove(list, entry);
                model.get(list).remove((Integer) entry);
            }
            for (int each = 0; each < LISTS; each++) {
                assertEnds(each, AgeLists.NONE);
                for (int except : model.get(each)) {
                    assertEnds(each, except);
                }
            }
        }
    }

    private void assertEnds(int list, int except) {
        List<Integer> others =
                model.get(list).stream().filter(entry -> entry != except).toList();
        assertEquals(others.isEmpty() ? -1 : others.get(0), lists.oldest(list, except));
        assertEquals(others.isEmpty() ? -1 : others.get(others.size() - 1), lists.newest(list, except));
    }
}
