/**
 * Reader of softwire options (RFC 7598) in configurations of Kea, and in the form in which Stork has them. Not exported.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.kea;

import org.jspecify.annotations.NullMarked;
