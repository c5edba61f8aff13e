/**
 * What the look-up by IPv4 address, port and time consists of: the table of all versions of the rules, the reader of history
 * files, delegations, and texts of addresses. Not exported.
 */
@NullMarked
package io.softwire46.mape.operate.lookup;

import org.jspecify.annotations.NullMarked;
