/**
 * Tests of the text for VPP, OpenWrt, nftables and pf.
 *
 * <p>{@code OtherSystemsTest} compares with texts written by hand. {@code OtherGrammarsProperties} and
 * {@code NftablesTextProperties} prove that generated texts follow the grammar of the system. {@code NftablesKernelTest} and
 * {@code PortSetTextProgramsTest} load them into real programs, and are skipped without these.
 *
 * <p>Not covered: VPP and OpenWrt as running systems.
 */
@NullMarked
package io.softwire46.mape.provision.text;

import org.jspecify.annotations.NullMarked;
