package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import org.jspecify.annotations.Nullable;

/**
 * A CE as a Junos configuration describes it below {@code security softwires map-e NAME}.
 *
 * <p>Immutable.
 *
 * @param name its NAME
 * @param domain rules, border relay and options; named as the NAME
 * @param endUserPrefix the prefix delegated to the CE; null when it is taken from an interface
 */
public record JunosEdge(
        String name, ConfiguredDomain domain, @Nullable IPv6Address endUserPrefix) {}
