/**
 * Tests of the JSON form of a domain file.
 *
 * <p>{@code DomainJsonProperties} proves that reading reverses writing for generated domains with all options.
 *
 * <p>The tests of {@code provision} cover errors and their locations.
 */
@NullMarked
package io.softwire46.mape.provision.domain;

import org.jspecify.annotations.NullMarked;
