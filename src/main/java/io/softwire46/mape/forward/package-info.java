/**
 * The data plane: a border relay and a customer edge that forward packets in place (RFC 7597 section 8,
 * RFC 2473), and the options that decide what the RFCs leave open.
 *
 * <p>Verdicts are values, time is an argument, nothing is allocated per packet. Uses {@code map} for the rules,
 * {@code wire} for the octets, {@code fragment} to cut and join, {@code icmp} for errors and replies.
 */
@NullMarked
package io.softwire46.mape.forward;

import org.jspecify.annotations.NullMarked;
