/**
 * The oracle: JSON Lines queries on standard input, answers on standard output. Not exported.
 */
@NullMarked
package io.softwire46.mape.cli.oracle;

import org.jspecify.annotations.NullMarked;
