package io.softwire46.mape.operate.sql;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.OwnershipBoxes;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.lookup.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Boxes of versions as rows of the table {@code mape_boxes}. All numbers are powers of two, addresses, ports or times, so that an
 * owner is found by comparison, division and remainder.
 *
 * <p>Not thread-safe: use one instance per script.
 */
public final class BoxRows {
    /** The columns before those of the groups of a prefix, each with its type. */
    private static final List<Column> FIRST_COLUMNS = List.of(
            new Column("box", Type.NUMBER),
            new Column("version", Type.TEXT),
            new Column("rule", Type.TEXT),
            new Column("from_ms", Type.NUMBER),
            new Column("until_ms", Type.NUMBER),
            new Column("v4_first", Type.NUMBER),
            new Column("v4_last", Type.NUMBER),
            new Column("psid_first", Type.NUMBER),
            new Column("psid_last", Type.NUMBER),
            new Column("shared", Type.TRUTH),
            new Column("port_first", Type.NUMBER),
            new Column("psid_div", Type.NUMBER),
            new Column("psid_mod", Type.NUMBER),
            new Column("v4_div", Type.NUMBER),
            new Column("v4_mod", Type.NUMBER),
            new Column("psid_scale", Type.NUMBER),
            new Column("prefix_length", Type.NUMBER),
            new Column("format", Type.TEXT));

    /** The columns in their order. */
    static final List<Column> COLUMNS = Stream.concat(
                    FIRST_COLUMNS.stream(),
                    Stream.of("h", "d", "m", "s")
                            .flatMap(
                                    letter -> IntStream.range(0, 8).mapToObj(i -> new Column(letter + i, Type.NUMBER))))
            .toList();

    private static final int GROUP_BITS = 16;
    private static final int GROUPS = 8;

    private long count;

    /** What a column holds. */
    enum Type {
        NUMBER,
        TEXT,
        TRUTH
    }

    /** A column of the table. */
    record Column(String name, Type type) {}

    /**
     * Gives the rows of a version to a consumer.
     *
     * @param version the rules
     * @param isDated whether its dates count; if not, its rows are valid for all time
     * @param sink takes each row: numbers, texts and truth values in the order of the columns
     */
    public void add(RuleVersion version, boolean isDated, Consumer<List<Object>> sink) {
        OwnershipBoxes boxes = OwnershipBoxes.of(version.domains());
        String name = isDated ? Times.text(version.from()) : "";
        long from = isDated ? version.from().toEpochMilli() : 0;
        long until = isDated && version.until() != null ? version.until().toEpochMilli() : Long.MAX_VALUE;
        for (int box = 0; box < boxes.size(); box++) {
            MapRule rule = boxes.rule(box);
            List<Object> row = new ArrayList<>(COLUMNS.size());
            row.addAll(List.of(
                    ++count,
                    name,
                    ruleName(version, boxes.domainIndex(box), boxes.ruleIndex(box)),
                    from,
                    until,
                    boxes.ipv4First(box) & 0xffff_ffffL,
                    boxes.ipv4Last(box) & 0xffff_ffffL,
                    (long) boxes.psidFirst(box),
                    (long) boxes.psidLast(box),
                    boxes.isShared(box),
                    (long) boxes.firstPort(box)));
            addNumbers(rule, row);
            sink.accept(row);
        }
    }

    /** Returns the number of rows. */
    public long count() {
        return count;
    }

    private static String ruleName(RuleVersion version, int domain, int rule) {
        List<String> names = version.ruleNames().get(domain);
        return version.domains().get(domain).domain().name() + "/"
                + (names.isEmpty() ? Integer.toString(rule) : names.get(rule));
    }

    /**
     * Adds the numbers that make a prefix of an address and a PSID (RFC 7597 section 5.2). The PSID follows the IPv4 suffix in
     * {@code ea} also for a 1:1 rule, whose EA bits have none; the divisors of its groups then remove it.
     */
    private static void addNumbers(MapRule rule, List<Object> row) {
        int psidLength = rule.portParameters().psidLength();
        int unused = psidLength - rule.psidLengthInEa();
        row.add(rule.isShared() ? 1L << rule.portParameters().contiguousBits() : 1L);
        row.add(1L << psidLength);
        row.add(1L << (32 - rule.ceIpv4Length()));
        row.add(1L << rule.suffixLength());
        row.add(1L << psidLength);
        row.add((long) rule.derivedPrefixLength());
        row.add(rule.format().toString());
        int from = rule.ipv6Length();
        int to = rule.derivedPrefixLength();
        List<Object> divisors = new ArrayList<>();
        List<Object> moduli = new ArrayList<>();
        List<Object> scales = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            int begin = Math.max(from, group * GROUP_BITS);
            int end = Math.min(to, (group + 1) * GROUP_BITS);
            boolean hasEa = begin < end;
            row.add(group(rule, group));
            divisors.add(hasEa ? 1L << (to - end + unused) : 1L);
            moduli.add(hasEa ? 1L << (end - begin) : 1L);
            scales.add(hasEa ? 1L << ((group + 1) * GROUP_BITS - end) : 0L);
        }
        row.addAll(divisors);
        row.addAll(moduli);
        row.addAll(scales);
    }

    private static long group(MapRule rule, int group) {
        long half = group < 4 ? rule.ipv6High() : rule.ipv6Low();
        return half >>> (48 - GROUP_BITS * (group % 4)) & 0xffff;
    }
}
