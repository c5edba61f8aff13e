package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.PortParameters;
import java.util.Arrays;

/**
 * The 1:1 rules of each shared address by PSID (RFC 7597 section 5.2, RFC 7596).
 *
 * <p>A group has one of three forms. If the rules are in the list in the order of their PSIDs without a gap, the rule number is
 * the first one plus the distance of the PSIDs. If at least a quarter of the PSIDs between the lowest and the highest have a
 * rule, a table indexed by PSID contains the rule numbers. Otherwise an ascending list of PSIDs, followed by their rules, is
 * searched in at most 14 steps. A rule never takes more than 16 octets here.
 *
 * <p>Immutable.
 */
final class PsidGroups {
    static final int NONE = -1;

    private static final int SPREAD = 4;
    private static final int WORDS_LOG = 1;
    private static final int PARENT = 1;

    /**
     * First word: base (32 bits), direct (1), run (1), a (4), m (4), highest minus lowest PSID, or the number of PSIDs minus 1
     * (16).
     */
    private static final int DIRECT = 1 << 31;

    private static final int RUN = 1 << 30;

    private static final int OFFSET_AT = 20;
    private static final int CONTIGUOUS_AT = 16;

    /** Second word: lowest PSID (16), mask of k bits (16), parent slot (32). */
    private final long[] groups;

    private final int[] numbers;

    private PsidGroups(long[] groups, int[] numbers) {
        this.groups = groups;
        this.numbers = numbers;
    }

    boolean isEmpty() {
        return groups.length == 0;
    }

    /** Returns the slot of the next shorter prefix that encloses the group's. */
    int parent(int group) {
        return (int) groups[(group << WORDS_LOG) + PARENT];
    }

    /** Returns the rule of a port, or {@link #NONE} if no rule of the group has the port's PSID. */
    int ruleOf(int group, int port) {
        int at = group << WORDS_LOG;
        long word = groups[at];
        int parameters = (int) word;
        int firstPort = 0x10000 >>> (parameters >>> OFFSET_AT & 15) & 0xffff; // 0 if a is 0
        if (port < firstPort || port > 0xffff) {
            return NONE;
        }
        int psids = (int) (groups[at + PARENT] >>> 32);
        int psid = port >>> (parameters >>> CONTIGUOUS_AT & 15) & psids;
        int base = (int) (word >>> 32);
        int last = parameters & 0xffff;
        if (parameters < 0) {
            int place = psid - (psids >>> 16);
            if (place < 0 || place > last) {
                return NONE;
            }
            return (parameters & RUN) != 0 ? base + place : numbers[base + place];
        }
        int found = Arrays.binarySearch(numbers, base, base + last + 1, psid);
        return found < 0 ? NONE : numbers[found + last + 1];
    }

    /** Returns one of the rules of a group: that of its lowest PSID. */
    int anyRule(int group) {
        long word = groups[group << WORDS_LOG];
        int parameters = (int) word;
        int base = (int) (word >>> 32);
        if ((parameters & RUN) != 0) {
            return base;
        }
        return numbers[parameters < 0 ? base : base + (parameters & 0xffff) + 1];
    }

    long octets() {
        return 8L * groups.length + 4L * numbers.length;
    }

    /** Builds the groups of one table. Not thread-safe: use one instance per thread. */
    static final class Builder {
        private long[] groups = new long[16];
        private int groupCount;
        private int[] numbers = new int[16];
        private int used;

        /**
         * Adds a group.
         *
         * @param psids ascending; of equal ones, the first is used
         * @param rules the rule of each PSID
         * @param from index of the first element
         * @param end index after the last element
         * @param parent slot of the next shorter enclosing prefix
         * @return the number of the group
         */
        int add(PortParameters ports, int[] psids, int[] rules, int from, int end, int parent) {
            int lowest = psids[from];
            int span = psids[end - 1] - lowest + 1;
            boolean direct = span <= (long) SPREAD * (end - from);
            boolean run = isRun(psids, rules, from, end);
            int base = run ? rules[from] : used;
            int count = run ? span : direct ? direct(psids, rules, from, end) : sparse(psids, rules, from, end);
            int at = groupCount << WORDS_LOG;
            if (at == groups.length) {
                groups = Arrays.copyOf(groups, 2 * at);
            }
            int parameters = (run ? DIRECT | RUN : direct ? DIRECT : 0)
                    | ports.psidOffset() << OFFSET_AT
                    | ports.contiguousBits() << CONTIGUOUS_AT
                    | count - 1;
            int lengthMask = ports.sharingRatio() - 1;
            groups[at] = (long) base << 32 | (parameters & 0xffff_ffffL);
            groups[at + PARENT] = (long) (lowest << 16 | lengthMask) << 32 | (parent & 0xffff_ffffL);
            return groupCount++;
        }

        private static boolean isRun(int[] psids, int[] rules, int from, int end) {
            for (int i = from + 1; i < end; i++) {
                if (psids[i] != psids[i - 1] + 1 || rules[i] != rules[i - 1] + 1) {
                    return false;
                }
            }
            return true;
        }

        private int direct(int[] psids, int[] rules, int from, int end) {
            int span = psids[end - 1] - psids[from] + 1;
            int base = take(span);
            Arrays.fill(numbers, base, base + span, NONE);
            for (int i = end - 1; i >= from; i--) {
                numbers[base + psids[i] - psids[from]] = rules[i];
            }
            return span;
        }

        private int sparse(int[] psids, int[] rules, int from, int end) {
            int count = 1;
            for (int i = from + 1; i < end; i++) {
                count += psids[i] == psids[i - 1] ? 0 : 1;
            }
            int at = take(2 * count);
            for (int i = from; i < end; i++) {
                if (i == from || psids[i] != psids[i - 1]) {
                    numbers[at] = psids[i];
                    numbers[at + count] = rules[i];
                    at++;
                }
            }
            return count;
        }

        private int take(int more) {
            int base = used;
            used += more;
            if (used > numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.max(used, numbers.length + (numbers.length >> 1)));
            }
            return base;
        }

        PsidGroups build() {
            return new PsidGroups(Arrays.copyOf(groups, groupCount << WORDS_LOG), Arrays.copyOf(numbers, used));
        }
    }
}
