/**
 * What the formats share: the result of reading, findings with their place in the text, and helpers of readers and writers.
 *
 * <p>Uses {@code map}, {@code config}, {@code finding} and {@code json}.
 */
@NullMarked
package io.softwire46.mape.provision.format;

import org.jspecify.annotations.NullMarked;
