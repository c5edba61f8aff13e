/**
 * The MAP-E address algebra: derives the IPv6 address that serves an IPv4 address and port, and the reverse (RFC 7597,
 * with the parameters of RFC 7598).
 *
 * <p>{@link io.softwire46.mape.map.MapRule} is a mapping rule, {@link io.softwire46.mape.map.RuleSet} the rules of a domain with
 * their look-ups, {@link io.softwire46.mape.map.MapDomain} a rule set with BR addresses. {@link io.softwire46.mape.map.CeMapping}
 * is the IPv4 resource and MAP address of one CE, {@link io.softwire46.mape.map.PortSet} its ports.
 *
 * <p>All values are immutable and perform no input or output. Addresses are stored as {@code int} (IPv4) and two
 * {@code long}s (IPv6); types of the ipaddress library occur only in signatures. Bit 0 is the most significant bit, as
 * in the RFC. Uses {@code finding} and ipaddress.
 */
@NullMarked
package io.softwire46.mape.map;

import org.jspecify.annotations.NullMarked;
