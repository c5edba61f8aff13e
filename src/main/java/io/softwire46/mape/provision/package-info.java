/**
 * The formats in which operators keep rules and options. {@code RuleFormat} lists, detects, reads and writes all formats; {@code
 * DomainFile} reads and writes the library's own format. Each other format has a package of its own.
 *
 * <p>The reader of domain files is strict: it rejects each unknown field and each malformed value, with line, column and remedy.
 * Readers of other formats accept unusual input if its meaning is clear, and report a warning. All writers are strict.
 *
 * <p>Uses {@code provision.*} and {@code json}, {@code config}, {@code map} and {@code finding}.
 */
@NullMarked
package io.softwire46.mape.provision;

import org.jspecify.annotations.NullMarked;
