/**
 * Readers of the rules that Japanese providers of IPv4 over IPv6 distribute to CEs: {@code get_rules} of JPNE, and the mapping rules
 * of OCN. Not exported.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.vne;

import org.jspecify.annotations.NullMarked;
