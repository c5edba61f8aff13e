/** Commands of the operator tools, part by part. */
@NullMarked
package io.softwire46.mape.cli.operate;

import org.jspecify.annotations.NullMarked;
