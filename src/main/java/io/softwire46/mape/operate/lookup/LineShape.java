package io.softwire46.mape.operate.lookup;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import java.io.Serializable;

/**
 * The lengths of a rule, from which its owners' prefixes and addresses are derived. Many rules have the same lengths.
 *
 * <p>Immutable.
 *
 * @param ipv6Length n
 * @param eaLength o
 * @param psidLengthInEa q
 * @param ceIpv4Length length of the IPv4 prefix or address of a CE
 * @param firstPort first port that is assigned: 2^(16-a); 0 if a is 0
 * @param contiguousBits m
 * @param psidLength k
 * @param format layout of the interface identifier
 */
record LineShape(
        int ipv6Length,
        int eaLength,
        int psidLengthInEa,
        int ceIpv4Length,
        int firstPort,
        int contiguousBits,
        int psidLength,
        InterfaceIdFormat format)
        implements Serializable {
    static LineShape of(MapRule rule) {
        return new LineShape(
                rule.ipv6Length(),
                rule.eaLength(),
                rule.psidLengthInEa(),
                rule.ceIpv4Length(),
                rule.portParameters().firstAssignedPort(),
                rule.portParameters().contiguousBits(),
                rule.portParameters().psidLength(),
                rule.format());
    }

    boolean isShared() {
        return psidLength > 0;
    }

    /** Returns n + o. */
    int prefixLength() {
        return ipv6Length + eaLength;
    }

    /** Returns the PSID of a port (RFC 7597 section 5.1); the port is assigned. */
    int psidOf(int port) {
        return port >>> contiguousBits & (1 << psidLength) - 1;
    }

    /** Returns the EA bits: IPv4 suffix, then the PSID if they embed one (RFC 7597 section 5.2). */
    long eaBits(int ipv4, int psid) {
        int suffixLength = eaLength - psidLengthInEa;
        long suffix =
                suffixLength == 0 ? 0 : (ipv4 & 0xffff_ffffL) >>> (32 - ceIpv4Length) & (-1L >>> (64 - suffixLength));
        return suffix << psidLengthInEa | (psidLengthInEa == 0 ? 0 : psid);
    }
}
