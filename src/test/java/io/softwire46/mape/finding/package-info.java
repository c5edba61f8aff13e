/**
 * Tests of findings and of the exception that contains them.
 *
 * <p>{@code FindingTextTest} proves that main code has no finding id as a string. {@code
 * MapConfigurationExceptionTest} checks that one exception contains all findings, and its message.
 *
 * <p>Not covered here: the findings themselves, which the packages that report them test, and their explanations,
 * which {@code DocumentsTest} checks.
 */
package io.softwire46.mape.finding;
