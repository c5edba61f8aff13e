/**
 * Comparison of two rule sets by counting, without enumeration: End-user prefixes by the rules that apply to them, and addresses with
 * ports by the boxes that they are in. Each bit of an address, a PSID or a port is a constant or one bit of the End-user prefix, so
 * that the number of equal results is a power of two.
 */
@NullMarked
package io.softwire46.mape.operate.diff.internal;

import org.jspecify.annotations.NullMarked;
