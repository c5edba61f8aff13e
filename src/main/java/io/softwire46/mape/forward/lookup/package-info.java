/**
 * A rule set compiled into arrays: longest match of addresses, PSID groups, and the derivation of MAP addresses, for one packet or
 * for the columns of a batch. Not exported.
 *
 * <p>Immutable after construction. Uses {@code map} and {@code config}. RFC 7597 sections 5 and 5.3.
 */
@NullMarked
package io.softwire46.mape.forward.lookup;

import org.jspecify.annotations.NullMarked;
