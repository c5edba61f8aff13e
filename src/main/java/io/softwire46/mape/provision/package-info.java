/**
 * The formats in which operators keep rules and options: {@code RuleFormat} lists, detects, reads and writes them all;
 * {@code DomainFile} is the library's own.
 *
 * <p>Readers of the project's own texts are strict: they take what their grammar allows, refuse the rest, and name line,
 * column and remedy. Readers of other people's formats take what can be made sense of, with a remark for everything
 * unusual; writers are strict everywhere. Formats are the softwire options of DHCPv6 (RFC 7598, RFC 8026, RFC 8539), YANG
 * data (RFC 8676, RFC 7951) and HB46PP. JSON (RFC 8259) is read and written here, so that a user of the library needs no
 * other one. Uses {@code map}, and {@code forward} for options and counters.
 */
@NullMarked
package io.softwire46.mape.provision;

import org.jspecify.annotations.NullMarked;
