/**
 * Times of log lines as intervals of instants: forms of text, zones, precision, and hours that exist twice or never.
 * Not exported.
 *
 * <p>{@link io.softwire46.mape.operate.time.TimeForm} reads one value from octets into a {@link
 * io.softwire46.mape.operate.time.TimeValue}, without allocation in the usual forms. No form assumes a zone, a year or
 * half of a day: a value that does not determine its instant is refused with the reason.
 *
 * <p>Uses {@code json} for messages, and the JDK. RFC 3339, RFC 3164, RFC 5424, RFC 6302.
 */
@NullMarked
package io.softwire46.mape.operate.time;

import org.jspecify.annotations.NullMarked;
