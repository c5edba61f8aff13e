/**
 * NAPT44 restricted to the port set of a MAP-E CE (RFC 7597 section 8; RFC 4787, RFC 5382, RFC 5508 and RFC 7857).
 *
 * <p>{@link io.softwire46.mape.nat.NaptOption} lists the options with one value; {@link io.softwire46.mape.nat.NaptOptions} has
 * a value for each of them, the inside prefixes, the reserved ports and the forwards. {@link io.softwire46.mape.nat.NaptTable}
 * combines the options with the mapping of one CE.
 *
 * <p>Options and tables are immutable. Addresses are {@code int}s in network order. Uses {@code map}, {@code config}, {@code
 * finding}, {@code wire}, {@code fragment} and {@code icmp}.
 */
@NullMarked
package io.softwire46.mape.nat;

import org.jspecify.annotations.NullMarked;
