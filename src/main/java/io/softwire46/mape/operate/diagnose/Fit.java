package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;

/**
 * A family of rules that explains triples: one shape and offset, and an interval of Rule IPv6 prefix lengths. All rules of the
 * family derive the same addresses for the CEs seen.
 *
 * <p>Immutable.
 *
 * @param shape what the rules have in common
 * @param offset PSID offset, or {@link Ports#NO_OFFSET}
 * @param narrowest maximum n
 * @param widest minimum n
 * @param pair a pair that the family explains
 * @param high bits 0 to 63 of its CE address
 * @param low bits 64 to 127
 * @param ipv4 its IPv4 address
 * @param supports number of triples that the family explains
 * @param contradicts number of other triples in its narrowest Rule IPv6 prefix, and of port lists that cannot be of one CE
 * @param listed number of ports without a CE address that the family explains
 */
public record Fit(
        Shape shape,
        int offset,
        int narrowest,
        int widest,
        int pair,
        long high,
        long low,
        int ipv4,
        int supports,
        int contradicts,
        int listed) {

    /** Returns the number of rules. */
    public int members() {
        return narrowest - widest + 1;
    }

    /** Returns the length of the Rule IPv4 prefix of a member. */
    public int ipv4Length(int ipv6Length) {
        return ipv6Length - shape.shift();
    }

    /** Returns the EA-bit length of a member. */
    public int eaLength(int ipv6Length) {
        return shape.end() - ipv6Length;
    }

    /** Returns whether a rule is a member. */
    public boolean contains(MapRule rule) {
        int n = rule.ipv6Length();
        boolean isAlike = rule.format() == shape.format()
                && rule.derivedPrefixLength() == shape.end()
                && rule.ipv4Length() + rule.eaLength() - 32 == shape.excess()
                && rule.isShared() == shape.psidLength() > 0
                && (offset == Ports.NO_OFFSET || rule.portParameters().psidOffset() == offset);
        return isAlike
                && n >= widest
                && n <= narrowest
                && rule.ipv6High() == (high & Bits.ipv6MaskHigh(n))
                && rule.ipv6Low() == (low & Bits.ipv6MaskLow(n))
                && rule.ipv4() == (ipv4 & Bits.ipv4Mask(rule.ipv4Length()));
    }

    /** Returns whether the offset is the default of the format; true without a PSID. */
    boolean hasDefaultOffset() {
        return offset == Ports.NO_OFFSET || offset == shape.format().defaultPsidOffset();
    }
}
