/**
 * Code that border relay and customer edge share: encapsulation and decapsulation, path MTU, fragment stores, source checks, ICMP
 * errors, and the context of one thread. Not exported.
 *
 * <p>RFC 2473, RFC 7597 section 8. Uses {@code wire}, {@code fragment}, {@code icmp}, {@code map}, {@code config}, {@code
 * forward.counter} and {@code forward.lookup}.
 */
@NullMarked
package io.softwire46.mape.forward.tunnel;

import org.jspecify.annotations.NullMarked;
