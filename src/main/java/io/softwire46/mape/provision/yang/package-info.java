/**
 * Readers and writers of the YANG data of softwires (RFC 8676) in JSON (RFC 7951), and its traffic statistics.
 *
 * <p>Uses {@code provision.format} and what that may use, and {@code forward.counter} for traffic statistics.
 */
@NullMarked
package io.softwire46.mape.provision.yang;

import org.jspecify.annotations.NullMarked;
