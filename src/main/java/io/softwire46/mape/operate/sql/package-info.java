/**
 * The look-up as SQL for several engines: rules as a table of boxes, and an owner's prefix by whole numbers alone. Not exported.
 *
 * <p>RFC 7597 sections 5.1 and 5.2, appendix B.
 */
@NullMarked
package io.softwire46.mape.operate.sql;

import org.jspecify.annotations.NullMarked;
