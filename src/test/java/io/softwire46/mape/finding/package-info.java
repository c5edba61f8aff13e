/**
 * Tests of findings and of the exception that contains them.
 *
 * <p>{@code FindingTextTest} checks that each id has title, clause and remedy. {@code
 * MapConfigurationExceptionTest} checks the message and its bounds.
 *
 * <p>Not covered: the findings themselves, which the packages that report them test.
 */
package io.softwire46.mape.finding;
