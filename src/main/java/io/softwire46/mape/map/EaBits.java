package io.softwire46.mape.map;

import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.map.internal.Numbers;

/**
 * Embedded address bits: the part of an End-user IPv6 prefix that says which IPv4 address (or prefix) and PSID its CE
 * has (RFC 7597 section 5.2). The IPv4 suffix comes first, then the PSID.
 *
 * <p>Immutable.
 */
public final class EaBits {
    /** Longest EA field: a whole IPv4 address and a whole port. */
    public static final int MAX_LENGTH = 48;

    /** No bit is embedded; everything comes from the rule. */
    public static final EaBits NONE = new EaBits(0, 0);

    private static final String RFC = "RFC 7597 section 5.2";

    private final long value;
    private final int length;

    private EaBits(long value, int length) {
        this.value = value;
        this.length = length;
    }

    /**
     * Bits as a number.
     *
     * @param value the bits, right-aligned, 0 to 2^length - 1
     * @param length 0 to 48 bits
     * @return the EA bits
     * @throws MapConfigurationException with finding V02, or when the value needs more bits than length
     */
    public static EaBits of(long value, int length) {
        Findings findings = new Findings();
        if (length < 0 || length > MAX_LENGTH) {
            findings.error(FindingId.V02, "eaLength", length, "is outside 0..48", RFC);
        } else if ((value & ~Bits.mask(length)) != 0) {
            findings.error(
                    FindingId.SYNTAX,
                    "eaBits",
                    "0x" + Long.toHexString(value),
                    "does not fit into " + length + " bits",
                    RFC);
        }
        findings.throwIfAnyError();
        return new EaBits(value, length);
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @param text value and length as {@code 0x1234/16}
     * @return the EA bits
     * @throws MapConfigurationException when the text is not of that form or out of range
     */
    public static EaBits parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw MapConfigurationException.syntax("eaBits", text, "needs a length, as in 0x1234/16", RFC);
        }
        return of(
                Numbers.parse("eaBits", text.substring(0, slash), RFC),
                Numbers.parseInt("eaLength", text.substring(slash + 1), RFC));
    }

    /**
     * The bits as a number.
     *
     * @return right-aligned
     */
    public long value() {
        return value;
    }

    /**
     * How many bits, o.
     *
     * @return 0 to 48
     */
    public int length() {
        return length;
    }

    /**
     * The IPv4 suffix under a rule: the bits before the PSID.
     *
     * @param rule a rule of the same EA length
     * @return right-aligned, p bits
     * @throws IllegalArgumentException when the rule's EA length differs
     */
    public int ipv4Suffix(MapRule rule) {
        requireLength(rule);
        return (int) (value >>> rule.psidLengthInEa());
    }

    /**
     * The PSID under a rule: the last bits.
     *
     * @param rule a rule of the same EA length
     * @return q bits; 0 where the rule embeds no PSID
     * @throws IllegalArgumentException when the rule's EA length differs
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
     * The bits without their length, as they appear in diagnostics.
     *
     * @return lower-case hexadecimal after {@code 0x}, not padded
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

    /** Value and length as {@code 0x1234/16}, which {@link #parse} reads. */
    @Override
    public String toString() {
        return toHexString() + "/" + length;
    }
}
