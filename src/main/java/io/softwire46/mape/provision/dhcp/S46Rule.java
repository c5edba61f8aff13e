package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
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
    private final @Nullable S46PortParameters portParameters;

    private S46Rule(
            int flags,
            boolean forwarding,
            int eaLength,
            IPv4Address ipv4Prefix,
            IPv6Address ipv6Prefix,
            @Nullable S46PortParameters portParameters) {
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
        S46PortParameters ports = null;
        if (rule.isShared()) {
            int offset = rule.portParameters().psidOffset();
            ports = rule.explicitPsid() < 0
                    ? S46PortParameters.ofOffset(offset)
                    : S46PortParameters.of(offset, rule.portParameters().psidLength(), rule.explicitPsid());
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
            @Nullable S46PortParameters portParameters) {
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
    public Optional<S46PortParameters> portParameters() {
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
}
