/**
 * Commands of the map plugin of FD.io VPP. Not exported.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.vpp;

import org.jspecify.annotations.NullMarked;
