/**
 * Runs cases against a product: corpus, random cases, repetition, shrinking, results.
 *
 * <p>May use: {@code conformance}, {@code conformance.draw}, {@code conformance.judge}, {@code conformance.catalogue},
 * {@code conformance.adapter} (its JSON forms), {@code config}, {@code json}.
 */
@NullMarked
package io.softwire46.mape.conformance.engine;

import org.jspecify.annotations.NullMarked;
