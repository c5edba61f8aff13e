package io.softwire46.mape.map.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.NaiveMap.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Longest match over any prefixes, nested or not, against a scan over strings of bits. */
class PrefixIndexProperties {

    /** Prefixes by slot, and the index over them. */
    private record World(List<String> prefixes, PrefixIndex index) {
        static World of(int count, Random random) {
            List<String> prefixes = new ArrayList<>();
            PrefixIndex.Builder builder = new PrefixIndex.Builder();
            while (prefixes.size() < count) {
                String prefix = prefix(prefixes, random);
                String address = Text.right(prefix, 128);
                int slot = builder.slot(high(address), low(address), prefix.length());
                if (slot < prefixes.size()) {
                    assertEquals(prefix, prefixes.get(slot));
                    continue;
                }
                assertEquals(prefixes.size(), slot);
                prefixes.add(prefix);
            }
            return new World(prefixes, builder.build());
        }

        /** Anywhere, at the ends of the address space, or inside or next to a prefix of the set. */
        private static String prefix(List<String> prefixes, Random random) {
            String address = switch (random.nextInt(8)) {
                case 0 -> "0".repeat(128);
                case 1 -> "1".repeat(128);
                case 2 -> Text.ipv6(random.nextLong(), random.nextLong());
                default ->
                    prefixes.isEmpty() ? "0".repeat(128) : near(prefixes.get(random.nextInt(prefixes.size())), random);
            };
            return address.substring(0, random.nextInt(129));
        }

        int scan(String address, int mostLength) {
            int best = PrefixIndex.NONE;
            for (int i = 0; i < prefixes.size(); i++) {
                String prefix = prefixes.get(i);
                if (prefix.length() <= mostLength
                        && address.startsWith(prefix)
                        && (best < 0 || prefix.length() > prefixes.get(best).length())) {
                    best = i;
                }
            }
            return best;
        }

        void compare(String address, int mostLength) {
            assertEquals(scan(address, 128), index.longest(high(address), low(address)), address);
            assertEquals(
                    scan(address, mostLength),
                    index.longest(high(address), low(address), mostLength),
                    () -> address + " up to " + mostLength);
        }

        String anyPrefix(Random random) {
            return prefixes.get(random.nextInt(prefixes.size()));
        }
    }

    /** An address in a prefix: any, the first or the last, or the one before or after these. */
    private static String near(String prefix, Random random) {
        String any = Text.ipv6(random.nextLong(), random.nextLong());
        return switch (random.nextInt(5)) {
            case 0 -> Text.right(prefix, 128);
            case 1 -> prefix + "1".repeat(128 - prefix.length());
            case 2 -> neighbour(Text.right(prefix, 128), '0', '1');
            case 3 -> neighbour(prefix + "1".repeat(128 - prefix.length()), '1', '0');
            default -> prefix + any.substring(prefix.length());
        };
    }

    /**
     * One less (carry 0) or one more (carry 1): the trailing run of the carry digit turns over, and the bit before it.
     */
    private static String neighbour(String address, char carry, char other) {
        int last = address.lastIndexOf(other);
        return address.substring(0, Math.max(last, 0))
                + (last < 0 ? "" : carry)
                + String.valueOf(other).repeat(127 - last);
    }

    @Property(tries = 500)
    void longestMatchIsTheScans(@ForAll Random random) {
        World world = World.of(1 + random.nextInt(30), random);
        for (int i = 0; i < 60; i++) {
            world.compare(near(world.anyPrefix(random), random), random.nextInt(129));
        }
        world.compare("0".repeat(128), 128);
        world.compare("1".repeat(128), 128);
    }

    @Property(tries = 200)
    void parentIsTheNextShorterPrefixAround(@ForAll Random random) {
        World world = World.of(1 + random.nextInt(30), random);
        for (int slot = 0; slot < world.prefixes.size(); slot++) {
            String prefix = world.prefixes.get(slot);
            assertEquals(world.scan(prefix, prefix.length() - 1), world.index.parent(slot));
        }
    }

    @Property(tries = 200)
    void orderIsThatOfTheAddressesWithEnclosingPrefixesFirst(@ForAll Random random) {
        World world = World.of(1 + random.nextInt(30), random);
        List<String> inOrder = new ArrayList<>();
        for (int slot : world.index.order()) {
            inOrder.add(world.prefixes.get(slot));
        }
        List<String> expected = new ArrayList<>(world.prefixes);
        expected.sort((a, b) -> {
            int address = Text.right(a, 128).compareTo(Text.right(b, 128));
            return address != 0 ? address : Integer.compare(a.length(), b.length());
        });
        assertEquals(expected, inOrder);
    }

    @Property(tries = 3)
    void tenThousandNestedPrefixes(@ForAll Random random) {
        World world = World.of(10_000, random);
        for (int i = 0; i < 500; i++) {
            world.compare(near(world.anyPrefix(random), random), random.nextInt(129));
        }
    }

    @Example
    void nothingMatchesAnEmptyIndex() {
        PrefixIndex empty = new PrefixIndex.Builder().build();
        assertEquals(PrefixIndex.NONE, empty.longest(0, 0));
        assertEquals(PrefixIndex.NONE, empty.longest(-1, -1));
        assertEquals(PrefixIndex.NONE, empty.longest(-1, -1, 128));
    }

    private static long high(String address) {
        return Long.parseUnsignedLong(address.substring(0, 64), 2);
    }

    private static long low(String address) {
        return Long.parseUnsignedLong(address.substring(64), 2);
    }
}
