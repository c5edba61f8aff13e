/**
 * Tests of the text layout of the command.
 *
 * <p>{@code ProgressTest} proves when a progress bar is drawn and erased, with a clock as an argument.
 *
 * <p>The tests of {@code cli} cover paragraphs, pictures of addresses and output files through the commands that print them.
 * Not covered: a real terminal.
 */
@NullMarked
package io.softwire46.mape.cli.text;

import org.jspecify.annotations.NullMarked;
