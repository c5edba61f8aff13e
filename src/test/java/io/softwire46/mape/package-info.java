/**
 * Tests of the library as a whole.
 *
 * <p>{@code ArchitectureTest} proves that packages use only those that they may use. {@code ExportsTest} compares the exported API
 * with its signature file, and {@code DocumentsTest} the generated documents with the code. {@code ConsumerModuleTest} compiles and
 * runs a module that requires the library, and {@code ReadmeExampleTest} does so with the programs of README. {@code ToStringTest}
 * checks the text of exported classes. {@code JarsCheck} checks licences in the jars, in the phase {@code verify}.
 *
 * <p>There is no model. Not covered: behaviour, which the tests of each package prove.
 */
package io.softwire46.mape;
