/**
 * OpenWrt: UCI of {@code proto map}, which is written too, and rules as {@code odhcp6c} and {@code mapcalc} print them. Not exported.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.openwrt;

import org.jspecify.annotations.NullMarked;
