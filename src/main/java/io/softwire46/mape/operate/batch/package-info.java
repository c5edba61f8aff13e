/**
 * The look-up of whole logs: lines in blocks, one answer per line, in the order of the input. Not exported.
 *
 * <p>{@link io.softwire46.mape.operate.batch.LineBlocks} divides an input into blocks of whole lines, {@link
 * io.softwire46.mape.operate.batch.BlockAnswers} answers the lines of one block, and its caller writes the blocks one
 * after the other. Nothing here starts a thread; memory depends on the number of blocks only.
 *
 * <p>Uses {@code operate}, {@code operate.form} and the JDK.
 */
@NullMarked
package io.softwire46.mape.operate.batch;

import org.jspecify.annotations.NullMarked;
