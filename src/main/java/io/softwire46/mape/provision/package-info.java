/**
 * How rules and options arrive and leave: the domain file and the other texts and octets in which operators keep
 * them.
 *
 * <p>Readers are strict: they take what their grammar allows, refuse the rest, and name line, column and remedy. JSON
 * (RFC 8259) is read and written here, so that a user of the library needs no other one. Uses {@code map}, and
 * {@code forward} for options and counters.
 */
@NullMarked
package io.softwire46.mape.provision;

import org.jspecify.annotations.NullMarked;
