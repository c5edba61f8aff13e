/**
 * Domains with their forwarding options, and the holder through which running nodes get a new table.
 *
 * <p>{@link io.softwire46.mape.config.ForwardingOption} lists all options with name, type, range, default and documentation.
 * {@link io.softwire46.mape.config.ForwardingOptions} has a value for each option; {@link
 * io.softwire46.mape.config.ConfiguredDomain} combines them with a domain. All values are immutable; {@link
 * io.softwire46.mape.config.Published} is thread-safe. The options cover what RFC 2473, RFC 6040 and RFC 7597 leave to the
 * implementation. Uses {@code map} and {@code finding}.
 */
@NullMarked
package io.softwire46.mape.config;

import org.jspecify.annotations.NullMarked;
