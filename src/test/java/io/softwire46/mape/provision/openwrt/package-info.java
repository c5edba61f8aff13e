/**
 * Tests of the texts of OpenWrt.
 *
 * <p>{@code UciReaderTest} and {@code MapcalcReaderTest} prove defaults, forms, and each finding with its location.
 * {@code OpenWrtProperties} proves that reading reverses writing, and compares the readers with printers that share no code with
 * them. {@code OpenWrtFuzz} is a fuzz target.
 *
 * <p>Not covered: the programs of OpenWrt themselves.
 */
@NullMarked
package io.softwire46.mape.provision.openwrt;

import org.jspecify.annotations.NullMarked;
