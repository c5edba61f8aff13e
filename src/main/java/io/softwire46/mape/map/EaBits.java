package io.softwire46.mape.map;

import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.map.internal.Numbers;

/**
 * Embedded address bits: the part of an End-user IPv6 prefix that determines the IPv4 address (or prefix) and the PSID
 * of its CE (RFC 7597 section 5.2). The IPv4 suffix comes first, then the PSID.
 *
 * <p>Immutable.
 */
public final class EaBits {
    /** Maximum length of the EA field: a whole IPv4 address and a whole port. */
    public static final int MAX_LENGTH = 48;

    /** EA field of length 0: the rule alone determines address and PSID. */
    public static final EaBits NONE = new EaBits(0, 0);

    private static final String RFC = "RFC 7597 section 5.2";

    private final long value;
    private final int length;

    private EaBits(long value, int length) {
        this.value = value;
        this.length = length;
    }

    /**
     * Returns EA bits with the given value and length.
     *
     * @param value the bits, right-aligned, 0 to 2^length - 1
     * @param length 0 to 48 bits
     * @return the EA bits
     * @throws MapConfigurationException with finding V02, or if the value does not fit into the length
     */
    public static EaBits of(long value, int length) {
        Findings findings = new Findings();
        if (length < 0 || length > MAX_LENGTH) {
            findings.error(FindingId.V02, "eaLength", length, "is outside 0..48; use 0 to 48", RFC);
        } else if ((value & ~Bits.mask(length)) != 0) {
            findings.error(
                    FindingId.SYNTAX,
                    "eaBits",
                    "0x" + Long.toHexString(value),
                    "does not fit into " + length + " bits; use a longer EA field",
                    RFC);
        }
        findings.throwIfAnyError();
        return new EaBits(value, length);
    }

    /**
     * Parses the output of {@link #toString}.
     *
     * @param text value and length as {@code 0x1234/16}
     * @return the EA bits
     * @throws MapConfigurationException if the text is malformed or a number is out of range
     */
    public static EaBits parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw MapConfigurationException.syntax("eaBits", text, "has no length; use the form 0x1234/16", RFC);
        }
        return of(
                Numbers.parse("eaBits", text.substring(0, slash), RFC),
                Numbers.parseInt("eaLength", text.substring(slash + 1), RFC));
    }

    /**
     * Returns the bits as a number.
     *
     * @return right-aligned
     */
    public long value() {
        return value;
    }

    /**
     * Returns the number of bits, o.
     *
     * @return 0 to 48
     */
    public int length() {
        return length;
    }

    /**
     * Returns the IPv4 suffix under a rule: the bits preceding the PSID.
     *
     * @param rule a rule of the same EA length
     * @return right-aligned, p bits
     * @throws IllegalArgumentException if the rule's EA length differs
     */
    public int ipv4Suffix(MapRule rule) {
        requireLength(rule);
        return (int) (value >>> rule.psidLengthInEa());
    }

    /**
     * Returns the PSID under a rule: the last q bits.
     *
     * @param rule a rule of the same EA length
     * @return q bits; 0 if q is 0
     * @throws IllegalArgumentException if the rule's EA length differs
     */
    public int psid(MapRule rule) {
        requireLength(rule);
        return (int) (value & Bits.mask(rule.psidLengthInEa()));
    }

    private void requireLength(MapRule rule) {
        if (rule.eaLength() != length) {
            throw new IllegalArgumentException(
                    "EA bits of length " + length + " under a rule of EA length " + rule.eaLength());
        }
    }

    /**
     * Returns the bits without their length, as findings show them.
     *
     * @return lower-case hexadecimal following {@code 0x}, not padded
     */
    public String toHexString() {
        return "0x" + Long.toHexString(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EaBits that && value == that.value && length == that.length;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(value) + length;
    }

    /** Returns value and length such as {@code 0x1234/16}; {@link #parse} reads them. */
    @Override
    public String toString() {
        return toHexString() + "/" + length;
    }
}
