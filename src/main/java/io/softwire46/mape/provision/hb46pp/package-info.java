/**
 * Reader and writer of the JSON documents of HB46PP, the Japanese provisioning protocol for IPv4 over IPv6.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.hb46pp;

import org.jspecify.annotations.NullMarked;
