/**
 * Interfaces of all formats: {@code FormatReader} with its {@code ReadResult}, and {@code FormatWriter} with its
 * {@code ConversionReport}. The package does not depend on any format; {@code provision.RuleFormat} lists them.
 *
 * <p>Uses {@code map}, {@code config}, {@code finding} and {@code json}.
 */
@NullMarked
package io.softwire46.mape.provision.format;

import org.jspecify.annotations.NullMarked;
