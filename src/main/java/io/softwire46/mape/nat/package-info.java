/**
 * NAPT44 restricted to the port set of a MAP-E CE (RFC 7597 section 8; RFC 4787, RFC 5382, RFC 5508 and RFC 7857).
 *
 * <p>{@link io.softwire46.mape.nat.NaptOption} lists the options with one value; {@link io.softwire46.mape.nat.NaptOptions} has
 * a value for each of them, the inside prefixes, the reserved ports and the forwards. {@link io.softwire46.mape.nat.NaptTable}
 * combines the options with the mapping of one CE. {@link io.softwire46.mape.nat.Napt44} translates packets by such a table, and
 * answers requests for mappings; {@link io.softwire46.mape.nat.NaptStatistics} has its counters.
 *
 * <p>Options and tables are immutable. Addresses are {@code int}s in network order. Uses {@code map}, {@code config}, {@code
 * finding}, {@code wire}, {@code fragment}, {@code icmp} and {@code nat.session}.
 */
@NullMarked
package io.softwire46.mape.nat;

import org.jspecify.annotations.NullMarked;
