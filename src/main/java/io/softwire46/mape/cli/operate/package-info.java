/**
 * Commands of the operator tools. Not exported.
 */
@NullMarked
package io.softwire46.mape.cli.operate;

import org.jspecify.annotations.NullMarked;
