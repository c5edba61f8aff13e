package io.softwire46.mape.operate.lookup;

import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a {@link RuleTimeline} from versions, one by one: only what differs from the previous version is added. The rules of a
 * version must not contradict each other.
 *
 * <p>Not thread-safe: use one instance per table.
 */
public final class TimelineBuilder {
    /** Limits of the packed sort keys. */
    static final int MAX_LINES = 1 << 26;

    static final int MAX_VERSIONS = 1 << 20;

    private final LineList all = new LineList();
    private final Map<LineShape, Integer> shapes = new HashMap<>();
    private final Map<String, Integer> domainNames = new HashMap<>();
    private final Map<String, Integer> ruleNames = new HashMap<>();
    private final List<String> domainNameList = new ArrayList<>();
    private final List<String> ruleNameList = new ArrayList<>();
    private final List<LineShape> shapeList = new ArrayList<>();

    /** The rules of the last version in their order, with their names and lines. */
    private List<MapRule> rules = List.of();

    private long[] names = {};
    private int[] lines = {};
    private int versions;

    /** Names of the domains of the last version with the numbers of their rules, and names of the rules. */
    private List<String> layout = List.of();

    private List<List<String>> layoutNames = List.of();

    /**
     * Adds the next version.
     *
     * @param domains its domains
     * @param ownNames by domain, the names of the rules; empty for a domain whose rules have their index as name
     */
    public void add(List<MapDomain> domains, List<List<String>> ownNames) {
        if (versions == MAX_VERSIONS) {
            throw new IllegalArgumentException("more than " + MAX_VERSIONS + " versions");
        }
        List<String> nextLayout = domains.stream()
                .map(each -> each.name() + "/" + each.rules().rules().size())
                .toList();
        List<MapRule> next = rules(domains);
        if (versions > 0 && nextLayout.equals(layout) && ownNames.equals(layoutNames)) {
            replaceChanged(next);
        } else {
            compare(domains, ownNames, next);
        }
        layout = nextLayout;
        layoutNames = List.copyOf(ownNames);
        rules = next;
        versions++;
    }

    private static List<MapRule> rules(List<MapDomain> domains) {
        if (domains.size() == 1) {
            return domains.get(0).rules().rules();
        }
        List<MapRule> all = new ArrayList<>();
        domains.forEach(each -> all.addAll(each.rules().rules()));
        return all;
    }

    /** Takes the next version of the same names, so that each rule is compared with its former self only. */
    private void replaceChanged(List<MapRule> next) {
        for (int i = 0; i < lines.length; i++) {
            MapRule rule = next.get(i);
            if (!isSame(rules.get(i), rule)) {
                all.end(lines[i], versions - 1);
                lines[i] = newLine(rule, names[i]);
            }
        }
    }

    /** Takes the next version, in which rules may have other places. */
    private void compare(List<MapDomain> domains, List<List<String>> ownNames, List<MapRule> next) {
        long[] nextNames = names(domains, ownNames, next.size());
        int[] nextLines = new int[next.size()];
        boolean[] kept = new boolean[rules.size()];
        int changed = 0;
        for (int i = 0; i < nextLines.length; i++) {
            boolean same = i < kept.length && names[i] == nextNames[i] && isSame(rules.get(i), next.get(i));
            nextLines[i] = same ? lines[i] : -1;
            if (same) {
                kept[i] = true;
            } else {
                changed++;
            }
        }
        Map<Long, Integer> moved = changed == 0 ? Map.of() : notKept(kept);
        for (int i = 0; changed > 0 && i < nextLines.length; i++) {
            if (nextLines[i] < 0) {
                Integer from = moved.get(nextNames[i]);
                if (from != null && !kept[from] && isSame(rules.get(from), next.get(i))) {
                    kept[from] = true;
                    nextLines[i] = lines[from];
                } else {
                    nextLines[i] = newLine(next.get(i), nextNames[i]);
                }
            }
        }
        for (int i = 0; i < kept.length; i++) {
            if (!kept[i]) {
                all.end(lines[i], versions - 1);
            }
        }
        names = nextNames;
        lines = nextLines;
    }

    @SuppressWarnings("ReferenceEquality") // most rules of two versions are one object
    private static boolean isSame(MapRule one, MapRule other) {
        return one == other || one.equals(other);
    }

    private Map<Long, Integer> notKept(boolean[] kept) {
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < kept.length; i++) {
            if (!kept[i]) {
                places.put(names[i], i);
            }
        }
        return places;
    }

    private int newLine(MapRule rule, long name) {
        if (all.count() == MAX_LINES) {
            throw new IllegalArgumentException("more than " + MAX_LINES + " rules");
        }
        LineShape shape = LineShape.of(rule);
        return all.add(rule, number(shapes, shapeList, shape), name, versions);
    }

    private long[] names(List<MapDomain> domains, List<List<String>> ownNames, int count) {
        long[] all = new long[count];
        int at = 0;
        for (int d = 0; d < domains.size(); d++) {
            long domain =
                    (long) number(domainNames, domainNameList, domains.get(d).name()) << 32;
            List<String> own = ownNames.get(d);
            int size = domains.get(d).rules().rules().size();
            for (int i = 0; i < size; i++) {
                int name = own.isEmpty() ? i : number(ruleNames, ruleNameList, own.get(i)) | RuleTimeline.IS_NAMED;
                all[at++] = domain | (name & 0xffff_ffffL);
            }
        }
        return all;
    }

    private static <T> int number(Map<T, Integer> numbers, List<T> list, T value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        numbers.put(value, list.size());
        list.add(value);
        return list.size() - 1;
    }

    /**
     * Returns the table of all versions that were added. The builder must not be used afterwards.
     *
     * @return the table
     */
    public RuleTimeline build() {
        for (int line : lines) {
            all.end(line, versions - 1);
        }
        return new RuleTimeline(
                versions,
                new NodeSweep(all, versions).parts(),
                new RuleTimeline.Names(
                        shapeList.toArray(LineShape[]::new),
                        domainNameList.toArray(String[]::new),
                        ruleNameList.toArray(String[]::new)));
    }

    /** Lines in the order of their creation. */
    static final class LineList {
        private int count;
        private long[] words = new long[RuleTimeline.LINE_WORDS * 16];
        private int[] ipv4 = new int[16];
        private byte[] length = new byte[16];
        private boolean[] keyed = new boolean[16];
        private int[] first = new int[16];
        private int[] last = new int[16];

        int add(MapRule rule, int shape, long name, int version) {
            if (count == ipv4.length) {
                int size = count + (count >> 1);
                words = Arrays.copyOf(words, size * RuleTimeline.LINE_WORDS);
                ipv4 = Arrays.copyOf(ipv4, size);
                length = Arrays.copyOf(length, size);
                keyed = Arrays.copyOf(keyed, size);
                first = Arrays.copyOf(first, size);
                last = Arrays.copyOf(last, size);
            }
            int at = count * RuleTimeline.LINE_WORDS;
            words[at] = rule.ipv6High();
            words[at + 1] = rule.ipv6Low();
            words[at + RuleTimeline.SHAPE_WORD] = (long) shape << 32 | Math.max(rule.explicitPsid(), 0);
            words[at + RuleTimeline.NAME_WORD] = name;
            ipv4[count] = rule.ipv4();
            length[count] = (byte) rule.ipv4Length();
            keyed[count] = rule.isKeyedByPsid();
            first[count] = version;
            return count++;
        }

        void end(int line, int version) {
            last[line] = version;
        }

        int count() {
            return count;
        }

        int ipv4(int line) {
            return ipv4[line];
        }

        int length(int line) {
            return length[line];
        }

        boolean isKeyed(int line) {
            return keyed[line];
        }

        int first(int line) {
            return first[line];
        }

        int last(int line) {
            return last[line];
        }

        int shape(int line) {
            return (int) (words[line * RuleTimeline.LINE_WORDS + RuleTimeline.SHAPE_WORD] >>> 32);
        }

        int psid(int line) {
            return (int) words[line * RuleTimeline.LINE_WORDS + RuleTimeline.SHAPE_WORD];
        }

        void copy(int line, long[] to, int at) {
            System.arraycopy(
                    words, line * RuleTimeline.LINE_WORDS, to, at * RuleTimeline.LINE_WORDS, RuleTimeline.LINE_WORDS);
        }
    }
}
