/**
 * Writers of configuration for other systems: VPP, OpenWrt, nftables and pf. Not exported.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.text;

import org.jspecify.annotations.NullMarked;
