/**
 * Tests of the rules of Japanese providers.
 *
 * <p>{@code VneTest} proves members, warnings and errors, each with its location. {@code VneProperties} proves that rules in any
 * variant of the syntax are read as they were printed.
 *
 * <p>Not covered: the HTTP exchange with the servers of the providers.
 */
@NullMarked
package io.softwire46.mape.provision.vne;

import org.jspecify.annotations.NullMarked;
