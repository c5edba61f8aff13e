package io.softwire46.mape.conformance.draw;

import io.softwire46.mape.map.InterfaceIdFormat;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a target supports of rules; drawers stay inside.
 *
 * <p>Immutable.
 *
 * @param formats formats of the interface identifier
 * @param shapes shapes of rules
 * @param psidOffset PSID offset a of shared addresses, within 0 to 15
 * @param psidLength PSID length k, within 0 to 16; 0 is an address that is not shared
 * @param eaLength EA-bit length o, within 0 to 48
 * @param ipv4PrefixLength length r of the Rule IPv4 prefix, within 0 to 32
 * @param ipv6PrefixLength length n of the Rule IPv6 prefix, within 0 to 128
 * @param eaEnd largest n + o, 0 to 128
 * @param maxRules largest number of rules in a set, 1 or more
 */
public record Limits(
        Set<InterfaceIdFormat> formats,
        Set<RuleShape> shapes,
        Range psidOffset,
        Range psidLength,
        Range eaLength,
        Range ipv4PrefixLength,
        Range ipv6PrefixLength,
        int eaEnd,
        int maxRules) {

    /** All that is legal. */
    public static final Limits ALL = new Limits(
            EnumSet.allOf(InterfaceIdFormat.class),
            EnumSet.allOf(RuleShape.class),
            new Range(0, 15),
            new Range(0, 16),
            new Range(0, 48),
            new Range(0, 32),
            new Range(0, 128),
            128,
            1_000_000);

    /** All that a border relay can serve. */
    public static final Limits RELAYED = ALL.withShapes(EnumSet.complementOf(EnumSet.of(RuleShape.ONE_PSID_OF_EACH)));

    /**
     * Copies the sets.
     *
     * @throws IllegalArgumentException if a range is empty or not legal, or there is no format or shape
     */
    public Limits {
        formats = Set.copyOf(formats);
        shapes = Set.copyOf(shapes);
        boolean legal = isWithin(psidOffset, 15)
                && isWithin(psidLength, 16)
                && isWithin(eaLength, 48)
                && isWithin(ipv4PrefixLength, 32)
                && isWithin(ipv6PrefixLength, 128)
                && isWithin(new Range(eaEnd, eaEnd), 128);
        if (!legal || formats.isEmpty() || shapes.isEmpty() || maxRules < 1) {
            throw new IllegalArgumentException("limits allow nothing, or what is not legal");
        }
    }

    private static boolean isWithin(Range range, int max) {
        return !range.isEmpty() && range.min() >= 0 && range.max() <= max;
    }

    /** Returns these limits with other shapes. */
    public Limits withShapes(Set<RuleShape> other) {
        return new Limits(
                formats, other, psidOffset, psidLength, eaLength, ipv4PrefixLength, ipv6PrefixLength, eaEnd, maxRules);
    }

    /** Returns these limits with one format. */
    public Limits withFormat(InterfaceIdFormat format) {
        return new Limits(
                Set.of(format),
                shapes,
                psidOffset,
                psidLength,
                eaLength,
                ipv4PrefixLength,
                ipv6PrefixLength,
                eaEnd,
                maxRules);
    }

    /** Returns whether there is a rule of a shape inside the limits. */
    public boolean allows(RuleShape shape) {
        return new RuleLengths(this, 0, 0).allow(shape);
    }

    /** Returns whether there is any rule inside the limits. */
    public boolean allowsAny() {
        return Stream.of(RuleShape.values()).anyMatch(this::allows);
    }

    /** Names the limits as capabilities do. */
    @Override
    public String toString() {
        return "formats " + sorted(formats) + ", shapes " + sorted(shapes) + ", psidOffset " + psidOffset
                + ", psidLength " + psidLength + ", eaLength " + eaLength + ", ipv4PrefixLength " + ipv4PrefixLength
                + ", ipv6PrefixLength " + ipv6PrefixLength + ", eaEnd " + eaEnd + ", maxRules " + maxRules;
    }

    private static String sorted(Set<? extends Enum<?>> names) {
        return names.stream().map(Enum::name).sorted().collect(Collectors.joining(" "));
    }
}
