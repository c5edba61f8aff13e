/**
 * A rule set compiled into arrays: longest match of addresses, PSID groups, and the derivation of MAP addresses, for one packet
 * or for the columns of a batch. Not exported.
 *
 * <p>{@link io.softwire46.mape.forward.lookup.CompiledRules} is the entry. Destinations are found by intervals ({@code
 * SlotIndex}), sources by binary search on prefix lengths ({@code CompiledSources}). Tables are immutable after construction.
 * <p>RFC 7597 sections 5 and 5.3. Uses {@code map} and {@code config}.
 */
@NullMarked
package io.softwire46.mape.forward.lookup;

import org.jspecify.annotations.NullMarked;
