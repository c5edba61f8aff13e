package io.softwire46.mape.operate.batch;

/**
 * How answers are written, and which lines get one.
 *
 * <p>Immutable.
 *
 * @param isJson whether each line becomes an object with the line and the answer, whatever the form
 * @param isFullPrefix whether prefixes are written as 8 groups of 4 digits
 * @param hasLeases whether the subscriber and the result of delegations are written
 * @param skipLines number of lines at the start of the input that get no output
 * @param keepsBadLines whether lines that cannot be read are also kept apart
 */
public record AnswerOptions(
        boolean isJson, boolean isFullPrefix, boolean hasLeases, long skipLines, boolean keepsBadLines) {}
