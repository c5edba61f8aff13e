/**
 * Tests of the text for VPP, OpenWrt, nftables and pf.
 *
 * <p>{@code OtherSystemsTest} and {@code PortSetTextTest} compare with texts written by hand and with the ports. {@code
 * OtherGrammarsProperties} proves that generated texts follow the grammar of the system, also those for Junos. {@code
 * NftablesTextProperties} parses the table and proves that its chains have all ports. {@code NftablesKernelTest} and {@code
 * PortSetTextProgramsTest} load texts into real programs, and are skipped without these.
 *
 * <p>Not covered: VPP and OpenWrt as running systems.
 */
@NullMarked
package io.softwire46.mape.provision.text;

import org.jspecify.annotations.NullMarked;
