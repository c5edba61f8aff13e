/**
 * Reader of the binding tables of the Snabb lwAFTR (RFC 7596).
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.snabb;

import org.jspecify.annotations.NullMarked;
