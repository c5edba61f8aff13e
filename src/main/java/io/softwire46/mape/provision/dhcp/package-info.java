/**
 * Reader and writer of the softwire options of DHCPv6 (RFC 7598, RFC 8026, RFC 8539) and DHCP 4o6 (RFC 7341, RFC 7618).
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.dhcp;

import org.jspecify.annotations.NullMarked;
