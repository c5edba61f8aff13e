/**
 * Readers of configurations of Cisco IOS XE and IOS XR.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.cisco;

import org.jspecify.annotations.NullMarked;
