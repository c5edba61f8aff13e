/**
 * The properties of suite 1.0, group by group: what each says, and how its cases are drawn.
 *
 * <p>May use: {@code conformance}, {@code conformance.draw}, {@code conformance.judge}, {@code conformance.model}, {@code map},
 * {@code config}.
 */
@NullMarked
package io.softwire46.mape.conformance.catalogue;

import org.jspecify.annotations.NullMarked;
