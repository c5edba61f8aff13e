/**
 * NAPT options and tables: every finding at both sides of its limit, with the clause that sets the limit. The tables of the data plane
 * against lists and maps; the translation of packets by protocol and subject, each requirement with its clause; bursts against single
 * calls; memory and allocation. {@code NaptRun} checks lengths and checksums of every packet that leaves, and that a dropped packet is
 * as it was.
 *
 * <p>Expected values come from the RFCs and from arithmetic on port sets.
 */
@NullMarked
package io.softwire46.mape.nat;

import org.jspecify.annotations.NullMarked;
