/** Two rule sets by their effect on subscribers. Nothing here prints, reads a clock or starts a thread. */
@NullMarked
package io.softwire46.mape.operate.diff;

import org.jspecify.annotations.NullMarked;
