/**
 * The types of option values, which forwarding options and NAPT options share. Not exported.
 *
 * <p>Uses the JDK only.
 */
@NullMarked
package io.softwire46.mape.config.internal;

import org.jspecify.annotations.NullMarked;
