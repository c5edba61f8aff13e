/**
 * Tools for operators of a MAP-E network, as a library: who had an IPv4 address and port at a time, what a node does with a
 * packet, and which rules explain what was seen; {@code operate.diff} what a change of rules does, {@code operate.plan} which rules
 * fit a demand. Nothing here prints, reads a clock or starts a thread.
 */
@NullMarked
package io.softwire46.mape.operate;

import org.jspecify.annotations.NullMarked;
