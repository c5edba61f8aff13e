/**
 * The data plane: a border relay and a customer edge that forward packets in place (RFC 7597 section 8, RFC 2473).
 *
 * <p>{@link io.softwire46.mape.forward.Forwarder} describes how both nodes are used. Each call returns a verdict, time is an
 * argument, and no call allocates memory per packet. <p>{@link io.softwire46.mape.forward.RuleTable} holds the compiled rules of
 * a border relay, {@link io.softwire46.mape.forward.EdgeTable} those of a customer edge. {@code config.Published} replaces a
 * table while nodes run. <p>Uses {@code map}, {@code config}, {@code wire}, {@code finding} and the packages below {@code
 * forward}.
 */
@NullMarked
package io.softwire46.mape.forward;

import org.jspecify.annotations.NullMarked;
