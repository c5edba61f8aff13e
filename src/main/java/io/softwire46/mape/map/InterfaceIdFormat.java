package io.softwire46.mape.map;

import io.softwire46.mape.finding.MapConfigurationException;
import java.util.Locale;

/**
 * Layouts of IPv4 address and PSID in the 64-bit interface identifier of a MAP address.
 *
 * <p>Immutable.
 */
public enum InterfaceIdFormat {
    /**
     * RFC 7597 section 6: 16 zero bits, IPv4 address, PSID right-aligned in 16 bits.
     */
    RFC7597(6, 0),

    /**
     * draft-ietf-softwire-map-03, called version-03 in Junos and used by many Japanese providers: 8 zero bits, IPv4
     * address, PSID right-aligned in 16 bits, 8 zero bits.
     */
    DRAFT03(4, 8);

    private final int defaultPsidOffset;

    /** Zero bits following the PSID. The two layouts differ in nothing else. */
    private final int rightPadBits;

    InterfaceIdFormat(int defaultPsidOffset, int rightPadBits) {
        this.defaultPsidOffset = defaultPsidOffset;
        this.rightPadBits = rightPadBits;
    }

    /**
     * Returns the PSID offset of a rule that configures none: 6 in RFC 7597 section 5.1, 4 in the drafts.
     *
     * @return bits, 6 or 4
     */
    public int defaultPsidOffset() {
        return defaultPsidOffset;
    }

    /**
     * Returns bits 64 to 127 of a MAP address, before an End-user prefix longer than 64 bits overwrites the first of
     * them.
     *
     * @param ipv4 the address, or the prefix with zero host bits
     * @param psid 0 to 65535; 0 if the address is not shared
     * @return the identifier
     */
    public long interfaceId(int ipv4, int psid) {
        return ((ipv4 & 0xffff_ffffL) << 16 | psid) << rightPadBits;
    }

    /**
     * Parses the name that configuration files use.
     *
     * @param text {@code rfc7597} or {@code draft03}
     * @return the format
     * @throws MapConfigurationException for any other text
     */
    public static InterfaceIdFormat parse(String text) {
        for (InterfaceIdFormat format : values()) {
            if (format.toString().equals(text)) {
                return format;
            }
        }
        throw MapConfigurationException.syntax(
                "format", text, "is not rfc7597 or draft03; use one of them", "RFC 7597 section 6");
    }

    /** Returns {@code rfc7597} or {@code draft03}; {@link #parse} reads it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
