package io.softwire46.mape.operate;

import org.jspecify.annotations.Nullable;

/**
 * The smallest change of one field after which a dropped packet would be forwarded. Immutable.
 *
 * @param field the field, such as {@code outer source}; null if no change of one field is known
 * @param value its new value; null if there is no field
 * @param text a sentence about the change
 */
public record Repair(@Nullable String field, @Nullable String value, String text) {}
