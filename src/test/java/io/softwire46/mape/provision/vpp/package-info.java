/**
 * Tests of the commands of VPP.
 *
 * <p>{@code VppReaderTest} proves defaults, forms, and each finding with its location. {@code VppProperties} proves that reading
 * reverses writing, and compares the reader with a printer that shares no code with it. {@code VppFuzz} is a fuzz target.
 *
 * <p>Not covered: VPP itself.
 */
@NullMarked
package io.softwire46.mape.provision.vpp;

import org.jspecify.annotations.NullMarked;
