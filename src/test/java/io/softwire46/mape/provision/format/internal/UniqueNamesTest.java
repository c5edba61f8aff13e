package io.softwire46.mape.provision.format.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names that differ, compared with a search that begins at 2 each time, and the cost of many of them. */
class UniqueNamesTest {
    private static String search(String name, int maxLength, String separator, Set<String> used) {
        String unique = name;
        for (int number = 2; !used.add(unique); number++) {
            String end = separator + number;
            unique = name.substring(0, Math.min(name.length(), maxLength - end.length())) + end;
        }
        return unique;
    }

    @Test
    void namesAreThoseOfTheSearch() {
        // Names that are equal to numbered ones, and names that differ only after the kept part.
        List<String> drawn = List.of("a", "a-2", "a-10", "a2", "a1", "aaaaaaaaaaa", "aaaaaaaaaab", "aaaaaaaaa9", "b");
        for (String separator : List.of("-", "")) {
            Random random = new Random(1);
            UniqueNames names = new UniqueNames(11, separator);
            Set<String> used = new HashSet<>();
            for (int i = 0; i < 1000; i++) {
                String name = drawn.get(random.nextInt(drawn.size()));
                assertEquals(search(name, 11, separator, used), names.take(name));
            }
        }
    }

    @Test
    void aNameThatWasGivenBackIsFree() {
        UniqueNames names = new UniqueNames(63, "-");
        names.take("a");
        assertEquals("a-2", names.take("a"));
        names.clear();
        assertEquals("a", names.take("a"));
        assertEquals("a-2", names.take("a"));
    }

    /** Each name costs its own try, the one that finds NAME taken, and few more. */
    @Test
    void triesAreInProportionToNames() {
        for (int count : new int[] {1000, 10_000, 100_000}) {
            UniqueNames names = new UniqueNames(63, "-");
            UniqueNames sections = new UniqueNames(11, "");
            for (int i = 0; i < count; i++) {
                names.take("example");
                sections.take("subscriber" + (char) ('a' + i % 2));
            }
            assertTrue(names.probes() <= 3 * count, () -> names.probes() + " tries for " + count);
            assertTrue(sections.probes() <= 3 * count, () -> sections.probes() + " tries for " + count);
        }
    }
}
