/**
 * Draws whole valid rules, domains and packets.
 *
 * <p>Every drawer takes its random decisions from {@link io.softwire46.mape.conformance.draw.Choices}. What was drawn can
 * be drawn again from the recorded decisions, and is simpler the smaller they are; so one shrinker serves all drawers.
 */
@NullMarked
package io.softwire46.mape.conformance.draw;

import org.jspecify.annotations.NullMarked;
