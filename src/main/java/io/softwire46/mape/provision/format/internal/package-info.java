/**
 * Helpers of the readers and writers of several formats. Not exported.
 *
 * <p>Uses {@code map}, {@code config}, {@code finding}, {@code json} and {@code provision.format}.
 */
@NullMarked
package io.softwire46.mape.provision.format.internal;

import org.jspecify.annotations.NullMarked;
