/**
 * Data of the YANG modules for softwires (RFC 8676, RFC 7951).
 *
 * <p>Uses {@code provision.format} and what that may use, and {@code forward.counter} for traffic statistics.
 */
@NullMarked
package io.softwire46.mape.provision.yang;

import org.jspecify.annotations.NullMarked;
