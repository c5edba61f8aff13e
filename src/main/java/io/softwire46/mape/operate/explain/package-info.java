/**
 * The second reading of a packet, by which {@code mape explain} explains what a border relay or a customer edge does.
 *
 * <p>It is plain, slow code over octet arrays, written from the RFCs. It takes the parameters of rules and options from the
 * library and shares no code with the data plane, so that a disagreement between both shows an error in one of them. It uses the
 * names of verdicts and events, and of nothing else in {@code forward}.
 */
@NullMarked
package io.softwire46.mape.operate.explain;

import org.jspecify.annotations.NullMarked;
