package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OPTION_S46_RULE (RFC 7598 section 4.1): a mapping rule of MAP-E or MAP-T.
 *
 * <p>Immutable.
 */
public final class S46Rule {
    /** The F flag: the rule may be used for forwarding. */
    public static final int FORWARDING = 0x01;

    private final int flags;
    private final boolean forwarding;
    private final int eaLength;
    private final IPv4Address ipv4Prefix;
    private final IPv6Address ipv6Prefix;
    private final @Nullable Ports portParameters;

    private S46Rule(
            int flags,
            boolean forwarding,
            int eaLength,
            IPv4Address ipv4Prefix,
            IPv6Address ipv6Prefix,
            @Nullable Ports portParameters) {
        this.flags = flags;
        this.forwarding = forwarding;
        this.eaLength = eaLength;
        this.ipv4Prefix = ipv4Prefix;
        this.ipv6Prefix = ipv6Prefix;
        this.portParameters = portParameters;
    }

    /**
     * The option for a rule: with OPTION_S46_PORTPARAMS where an address is shared, holding the PSID where the rule
     * has one.
     *
     * @param rule in the format of RFC 7597; its own border relay is no part of the option
     * @return the option
     * @throws MapConfigurationException for a rule of draft-03 format, which the option cannot tell
     */
    public static S46Rule of(MapRule rule) {
        if (rule.format() != InterfaceIdFormat.RFC7597) {
            throw MapConfigurationException.syntax(
                    "format",
                    rule.format().toString(),
                    "cannot be said in DHCPv6, whose rules have the format of RFC 7597",
                    "RFC 7598 section 4.1");
        }
        Ports ports = null;
        if (rule.isShared()) {
            int offset = rule.portParameters().psidOffset();
            ports = rule.explicitPsid() < 0
                    ? Ports.ofOffset(offset)
                    : Ports.of(offset, rule.portParameters().psidLength(), rule.explicitPsid());
        }
        return received(
                rule.isForwarding() ? FORWARDING : 0,
                rule.isForwarding(),
                rule.eaLength(),
                rule.ipv4Prefix(),
                rule.ipv6Prefix(),
                ports);
    }

    /** As it was received; prefixes have no bits beyond their length. */
    static S46Rule received(
            int flags,
            boolean forwarding,
            int eaLength,
            IPv4Address ipv4Prefix,
            IPv6Address ipv6Prefix,
            @Nullable Ports portParameters) {
        return new S46Rule(flags, forwarding, eaLength, ipv4Prefix, ipv6Prefix, portParameters);
    }

    /**
     * All flags, reserved bits included.
     *
     * @return 0 to 255
     */
    public int flags() {
        return flags;
    }

    /**
     * The F flag.
     *
     * @return true when CEs may send to each other by the rule
     */
    public boolean isForwarding() {
        return forwarding;
    }

    /**
     * EA-bit length, o.
     *
     * @return 0 to 48 in a rule that counts, as received 0 to 255
     */
    public int eaLength() {
        return eaLength;
    }

    /**
     * Rule IPv4 prefix.
     *
     * @return the address with its prefix length
     */
    public IPv4Address ipv4Prefix() {
        return ipv4Prefix;
    }

    /**
     * Rule IPv6 prefix.
     *
     * @return the address with its prefix length
     */
    public IPv6Address ipv6Prefix() {
        return ipv6Prefix;
    }

    /**
     * The OPTION_S46_PORTPARAMS in the rule.
     *
     * @return as written or received, empty when there is none
     */
    public Optional<Ports> portParameters() {
        return Optional.ofNullable(portParameters);
    }

    /**
     * What the option means: without port parameters the offset is 6, and an explicit PSID counts only where CEs own a
     * whole address.
     *
     * @return the rule of MAP-E or MAP-T
     * @throws MapConfigurationException for parameters that make no rule
     */
    public MapRule toMapRule() {
        return parameters().build();
    }

    MapRule.Builder parameters() {
        MapRule.Builder builder = MapRule.builder()
                .forwarding(forwarding)
                .eaLength(eaLength)
                .ipv4Prefix(ipv4Prefix)
                .ipv6Prefix(ipv6Prefix);
        if (portParameters != null) {
            builder.psidOffset(portParameters.offset());
            if (portParameters.psidLength() > 0 && !hasUselessPsid()) {
                builder.psidLength(portParameters.psidLength()).psid(portParameters.psid());
            }
        }
        return builder;
    }

    /** RFC 7598 §4.5: the PSID MUST be discarded unless the CE gets a whole address. */
    boolean hasUselessPsid() {
        return portParameters != null && portParameters.psidLength() > 0 && ipv4Length() + eaLength < 32;
    }

    int ipv4Length() {
        Integer length = ipv4Prefix.getNetworkPrefixLength();
        return length == null ? 32 : length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof S46Rule that
                && flags == that.flags
                && forwarding == that.forwarding
                && eaLength == that.eaLength
                && ipv4Length() == that.ipv4Length()
                && ipv4Prefix.equals(that.ipv4Prefix)
                && ipv6Prefix.equals(that.ipv6Prefix)
                && Objects.equals(ipv6Prefix.getNetworkPrefixLength(), that.ipv6Prefix.getNetworkPrefixLength())
                && Objects.equals(portParameters, that.portParameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(flags, eaLength, ipv4Prefix, ipv6Prefix);
    }

    /** The parameters in the names of the RFC. */
    @Override
    public String toString() {
        return "flags 0x" + Integer.toHexString(flags) + ", ea-len " + eaLength() + ", "
                + ipv4Prefix().toCanonicalString() + ", " + ipv6Prefix().toCanonicalString()
                + (portParameters == null ? "" : ", " + portParameters);
    }

    /**
     * OPTION_S46_PORTPARAMS (RFC 7598 section 4.5), and in the same layout OPTION_V4_PORTPARAMS of DHCPv4 (RFC 7618).
     *
     * <pre>
     * +---------------+---------------+-------------------------------+
     * |    offset     |    PSID-len   |              PSID             |
     * +---------------+---------------+-------------------------------+
     *     8 bits           8 bits       16 bits, the PSID in the first
     * </pre>
     *
     * <p>Immutable.
     */
    public static final class Ports {
        /** Length of the option's value. */
        public static final int OCTETS = 4;

        static final String RFC = "RFC 7598 section 4.5";

        private final int offset;
        private final int psidLength;
        private final int psid;

        private Ports(int offset, int psidLength, int psid) {
            this.offset = offset;
            this.psidLength = psidLength;
            this.psid = psid;
        }

        /**
         * Parameters with an explicit PSID.
         *
         * @param offset bits in front of the PSID, a: 0 to 15
         * @param psidLength k: 0 to 16, a + k at most 16; 0 gives the offset only
         * @param psid 0 to 2^k - 1, right-aligned
         * @return the parameters
         * @throws MapConfigurationException with finding V06, V07, V08 or V12
         */
        public static Ports of(int offset, int psidLength, int psid) {
            PortParameters.of(offset, psidLength);
            if (psid < 0 || psid >= 1 << psidLength) {
                throw new MapConfigurationException(List.of(new Finding(
                        FindingId.V12,
                        Finding.Severity.ERROR,
                        "psid",
                        Integer.toString(psid),
                        "does not fit into " + psidLength + " bits; it is at most " + ((1 << psidLength) - 1),
                        RFC)));
            }
            return new Ports(offset, psidLength, psid);
        }

        /**
         * Parameters that only set the offset, the PSID being in the EA bits.
         *
         * @param offset 0 to 15
         * @return the parameters
         * @throws MapConfigurationException with finding V06
         */
        public static Ports ofOffset(int offset) {
            return of(offset, 0, 0);
        }

        /** From the octets of the option; bits behind the PSID are ignored. */
        static Ports ofField(int offset, int psidLength, int psidField) {
            PortParameters.of(offset, psidLength);
            return new Ports(offset, psidLength, psidField >>> (16 - psidLength));
        }

        /**
         * PSID offset, a.
         *
         * @return 0 to 15
         */
        public int offset() {
            return offset;
        }

        /**
         * PSID length, k.
         *
         * @return 0 to 16; 0 when no PSID is given
         */
        public int psidLength() {
            return psidLength;
        }

        /**
         * The PSID as a number.
         *
         * @return right-aligned, 0 to 2^k - 1
         */
        public int psid() {
            return psid;
        }

        /** The PSID as the option has it, left-aligned in 16 bits. */
        int psidField() {
            return psid << (16 - psidLength);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ports that
                    && offset == that.offset
                    && psidLength == that.psidLength
                    && psid == that.psid;
        }

        @Override
        public int hashCode() {
            return psid << 10 | psidLength << 5 | offset;
        }

        /** Such as {@code offset 6, PSID 0x34/8}. */
        @Override
        public String toString() {
            return "offset " + offset
                    + (psidLength == 0 ? "" : ", PSID 0x" + Integer.toHexString(psid) + "/" + psidLength);
        }
    }
}
