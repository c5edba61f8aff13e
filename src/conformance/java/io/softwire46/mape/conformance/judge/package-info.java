/**
 * Cases, and whether what a product did is allowed.
 *
 * <p>A {@link io.softwire46.mape.conformance.judge.TestCase} is data: packets or queries, and for each the allowed outcomes as
 * lists of facts. So a case can be written to a file and judged again without the code that drew it.
 *
 * <p>May use: {@code conformance}, {@code conformance.draw}, {@code json}.
 */
@NullMarked
package io.softwire46.mape.conformance.judge;

import org.jspecify.annotations.NullMarked;
