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
     * Returns the option for a rule. A rule that shares addresses has OPTION_S46_PORTPARAMS, with the PSID if the rule has an
     * explicit one.
     *
     * @param rule a rule in the format of RFC 7597; the option does not contain its border relay
     * @return the option
     * @throws MapConfigurationException for a rule of draft-03 format, which the option cannot express
     */
    public static S46Rule of(MapRule rule) {
        if (rule.format() != InterfaceIdFormat.RFC7597) {
            throw MapConfigurationException.syntax(
                    "format",
                    rule.format().toString(),
                    "cannot be expressed in DHCPv6; use format rfc7597",
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

    /** Returns an option with the received values; prefixes have no bits set after their length. */
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
     * Returns all flags, including reserved bits.
     *
     * @return 0 to 255
     */
    public int flags() {
        return flags;
    }

    /**
     * Returns the F flag.
     *
     * @return true if CEs may use the rule to send to each other
     */
    public boolean isForwarding() {
        return forwarding;
    }

    /**
     * Returns the EA-bit length, o.
     *
     * @return 0 to 48 in a valid rule; as received 0 to 255
     */
    public int eaLength() {
        return eaLength;
    }

    /**
     * Returns the Rule IPv4 prefix.
     *
     * @return the address with its prefix length
     */
    public IPv4Address ipv4Prefix() {
        return ipv4Prefix;
    }

    /**
     * Returns the Rule IPv6 prefix.
     *
     * @return the address with its prefix length
     */
    public IPv6Address ipv6Prefix() {
        return ipv6Prefix;
    }

    /**
     * Returns OPTION_S46_PORTPARAMS in the rule.
     *
     * @return the parameters as given or received; empty if there are none
     */
    public Optional<Ports> portParameters() {
        return Optional.ofNullable(portParameters);
    }

    /**
     * Returns the mapping rule of the option. Without port parameters the offset is 6. An explicit PSID is used only if CEs have
     * at least a whole address.
     *
     * @return the rule of MAP-E or MAP-T
     * @throws MapConfigurationException if the parameters do not make a valid rule
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

    /** RFC 7598 section 4.5: the PSID must be discarded if the CE has an IPv4 prefix. */
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

    /** Returns the parameters with their names in the RFC. */
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
        /** Length of the option's value, in octets. */
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
         * Returns parameters with an explicit PSID.
         *
         * @param offset number of bits before the PSID, a: 0 to 15
         * @param psidLength k: 0 to 16, with a + k at most 16; 0 for parameters without a PSID
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
                        "does not fit into " + psidLength + " bits; use at most " + ((1 << psidLength) - 1),
                        RFC)));
            }
            return new Ports(offset, psidLength, psid);
        }

        /**
         * Returns parameters that only set the offset, for rules whose EA bits contain the PSID.
         *
         * @param offset 0 to 15
         * @return the parameters
         * @throws MapConfigurationException with finding V06
         */
        public static Ports ofOffset(int offset) {
            return of(offset, 0, 0);
        }

        /** Returns the parameters of a received option; bits after the PSID are ignored. */
        static Ports ofField(int offset, int psidLength, int psidField) {
            PortParameters.of(offset, psidLength);
            return new Ports(offset, psidLength, psidField >>> (16 - psidLength));
        }

        /**
         * Returns the PSID offset, a.
         *
         * @return 0 to 15
         */
        public int offset() {
            return offset;
        }

        /**
         * Returns the PSID length, k.
         *
         * @return 0 to 16; 0 without a PSID
         */
        public int psidLength() {
            return psidLength;
        }

        /**
         * Returns the PSID as a number.
         *
         * @return right-aligned, 0 to 2^k - 1
         */
        public int psid() {
            return psid;
        }

        /** Returns the PSID left-aligned in 16 bits, as in the option. */
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

        /** Returns a text such as {@code offset 6, PSID 0x34/8}. */
        @Override
        public String toString() {
            return "offset " + offset
                    + (psidLength == 0 ? "" : ", PSID 0x" + Integer.toHexString(psid) + "/" + psidLength);
        }
    }
}
