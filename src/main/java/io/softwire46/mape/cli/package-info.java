/**
 * The {@code mape} command. {@link io.softwire46.mape.cli.Main} is the entry point; each subcommand is a {@code ...Command}
 * class, with its help and its checks of options. The commands read files, call the library, and print the result as text or
 * JSON.
 *
 * <p>Not exported. The package may use all other packages; no other package uses it. It needs picocli, an optional dependency of
 * the module.
 */
@NullMarked
package io.softwire46.mape.cli;

import org.jspecify.annotations.NullMarked;
