/**
 * Blocks of lines: {@code LookupFuzz} gives any octets to each form and compares each line of output with an answer that is
 * found alone, and inputs in small parts with whole ones. Not covered: the values of answers, see the tests of forms and of
 * the command.
 */
package io.softwire46.mape.operate.batch;
