/** Text without the addresses of a provider's rules, for commands whose output is shown to others. */
@NullMarked
package io.softwire46.mape.operate.redact;

import org.jspecify.annotations.NullMarked;
