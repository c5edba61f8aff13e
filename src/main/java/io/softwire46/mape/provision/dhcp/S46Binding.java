package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OPTION_S46_V4V6BIND (RFC 7598 section 4.4): the IPv4 address and ports of one CE of Lightweight 4over6, and where
 * its IPv6 address comes from.
 *
 * <p>Immutable.
 */
public final class S46Binding {
    private final MapRule rule;
    private final @Nullable S46PortParameters portParameters;

    private S46Binding(MapRule rule, @Nullable S46PortParameters portParameters) {
        this.rule = rule;
        this.portParameters = portParameters;
    }

    /**
     * A binding. Without port parameters the CE has all ports; where they give no PSID they mean nothing.
     *
     * @param ipv4 the CE's address
     * @param ipv6Prefix with its length
     * @param portParameters the CE's ports, or null
     * @return the option
     * @throws MapConfigurationException for a prefix that no CE can have
     */
    public static S46Binding of(IPv4Address ipv4, IPv6Address ipv6Prefix, @Nullable S46PortParameters portParameters) {
        return new S46Binding(parameters(ipv4, ipv6Prefix, portParameters).build(), portParameters);
    }

    /** A binding is a rule of one CE without EA bits (RFC 7597 section 5.2). */
    static MapRule.Builder parameters(
            IPv4Address ipv4, IPv6Address ipv6Prefix, @Nullable S46PortParameters portParameters) {
        MapRule.Builder builder = MapRule.builder()
                .ipv4Prefix(new IPv4Address(ipv4.getLower().intValue(), 32))
                .ipv6Prefix(ipv6Prefix)
                .eaLength(0)
                .forwarding(false);
        if (portParameters != null && portParameters.psidLength() > 0) {
            builder.psidOffset(portParameters.offset())
                    .psidLength(portParameters.psidLength())
                    .psid(portParameters.psid());
        }
        return builder;
    }

    /**
     * The CE's address.
     *
     * @return one address
     */
    public IPv4Address ipv4() {
        return new IPv4Address(rule.ipv4());
    }

    /**
     * The prefix that tells which of its addresses or prefixes the CE uses.
     *
     * @return with its length, 128 for a whole address
     */
    public IPv6Address ipv6Prefix() {
        return rule.ipv6Prefix();
    }

    /**
     * The CE's ports.
     *
     * @return empty when no option limits them
     */
    public Optional<S46PortParameters> portParameters() {
        return Optional.ofNullable(portParameters);
    }

    /**
     * The same as a rule without EA bits.
     *
     * @return a rule of the one CE, of RFC 7597 format, which has the layout of RFC 7596 section 5.1
     */
    public MapRule toMapRule() {
        return rule;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof S46Binding that
                && rule.equals(that.rule)
                && Objects.equals(portParameters, that.portParameters);
    }

    @Override
    public int hashCode() {
        return rule.hashCode();
    }

    /** The parameters in short. */
    @Override
    public String toString() {
        return ipv4().toCanonicalString() + ", " + ipv6Prefix().toCanonicalString()
                + (portParameters == null ? "" : ", " + portParameters);
    }
}
