/** Rule sets for a demand: subscribers, address blocks and ports. Nothing here prints, reads a clock or starts a thread. */
@NullMarked
package io.softwire46.mape.operate.plan;

import org.jspecify.annotations.NullMarked;
