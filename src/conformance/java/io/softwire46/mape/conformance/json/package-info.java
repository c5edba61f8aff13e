/**
 * JSON forms of what the kit exchanges and stores: values, configurations, capabilities.
 *
 * <p>May use: {@code conformance}, {@code config}, {@code json}.
 */
@NullMarked
package io.softwire46.mape.conformance.json;

import org.jspecify.annotations.NullMarked;
