package io.softwire46.mape.operate;

import org.jspecify.annotations.Nullable;

/**
 * An observation that no reported rule explains.
 *
 * <p>Immutable.
 *
 * @param packet number of its first packet, from 1; null if it is from no capture
 * @param text the observation, and why it is left over
 */
public record Outlier(@Nullable Integer packet, String text) {}
