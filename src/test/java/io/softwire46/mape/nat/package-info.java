/**
 * NAPT options and tables: every finding at both sides of its limit, with the clause that sets the limit.
 *
 * <p>Expected values come from the RFCs and from arithmetic on port sets.
 */
@NullMarked
package io.softwire46.mape.nat;

import org.jspecify.annotations.NullMarked;
