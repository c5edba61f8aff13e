/**
 * Tests of softwire options of Kea and Stork.
 *
 * <p>{@code KeaTest} proves levels, spaces, warnings and errors, each with its location. {@code KeaProperties} proves that options in
 * any variant of the syntax, as text, in hexadecimal or in the form of Stork, are read as they were printed.
 *
 * <p>Not covered: included files, and the evaluation of client classes.
 */
@NullMarked
package io.softwire46.mape.provision.kea;

import org.jspecify.annotations.NullMarked;
