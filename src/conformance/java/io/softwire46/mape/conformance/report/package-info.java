/**
 * Reports of runs: JSON, JUnit XML, a badge, Markdown, case directories, and a page with drawings of the failures.
 *
 * <p>Names of products, reasons and standard error are arbitrary texts; {@link io.softwire46.mape.conformance.report.Escaped}
 * makes them harmless.
 *
 * <p>May use: {@code conformance}, {@code conformance.adapter}, {@code conformance.model}, {@code conformance.judge}, {@code
 * conformance.catalogue}, {@code conformance.engine}, {@code json}, {@code capture}.
 */
@NullMarked
package io.softwire46.mape.conformance.report;

import org.jspecify.annotations.NullMarked;
