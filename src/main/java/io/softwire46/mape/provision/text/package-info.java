/**
 * Writers of the NAT of one CE: nftables and pf. Not exported.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.text;

import org.jspecify.annotations.NullMarked;
