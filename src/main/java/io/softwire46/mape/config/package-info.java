/**
 * A domain with the options that decide what the RFCs leave open, and the holder through which running nodes get a new table.
 *
 * <p>{@link io.softwire46.mape.config.ForwardingOption} is the one table of all options: name, type, range, default and
 * documentation. Immutable values, except {@link io.softwire46.mape.config.Published}. Uses {@code map} and {@code finding}.
 */
@NullMarked
package io.softwire46.mape.config;

import org.jspecify.annotations.NullMarked;
