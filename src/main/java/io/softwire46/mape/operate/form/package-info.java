/**
 * Input forms of the look-up: one line of a log, as octets, becomes a query or the reason why it cannot. Not exported.
 *
 * <p>{@link io.softwire46.mape.operate.form.InputForm} lists the forms and opens one for an input, by its first record.
 * {@link io.softwire46.mape.operate.form.LineForm} then reads line after line into a {@link
 * io.softwire46.mape.operate.form.LineQuery} that is used again, without an object per field.
 *
 * <p>Uses {@code operate}, {@code operate.time}, {@code json} for messages, and the JDK. RFC 4180, RFC 8259, RFC 5424,
 * RFC 3164.
 */
@NullMarked
package io.softwire46.mape.operate.form;

import org.jspecify.annotations.NullMarked;
