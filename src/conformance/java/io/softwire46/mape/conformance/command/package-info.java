/**
 * The command of the kit, {@code mape-conformance}: judges products, replays cases, shows the catalogue.
 *
 * <p>May use: every package of the kit, {@code cli.text}, {@code json}, and picocli.
 */
@NullMarked
package io.softwire46.mape.conformance.command;

import org.jspecify.annotations.NullMarked;
