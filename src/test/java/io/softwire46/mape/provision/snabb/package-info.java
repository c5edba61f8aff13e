/**
 * Tests of the binding tables of Snabb.
 *
 * <p>{@code SnabbReaderTest} proves defaults, older versions, and each finding with its location. {@code SnabbProperties} compares
 * the reader with a printer that shares no code with it. {@code SnabbFuzz} is a fuzz target.
 *
 * <p>Not covered: Snabb itself.
 */
@NullMarked
package io.softwire46.mape.provision.snabb;

import org.jspecify.annotations.NullMarked;
