/**
 * A strict reader and a writer for JSON (RFC 8259) that keep line and column of each value. Not exported.
 *
 * <p>Uses {@code finding} and the JDK.
 */
@NullMarked
package io.softwire46.mape.json;

import org.jspecify.annotations.NullMarked;
