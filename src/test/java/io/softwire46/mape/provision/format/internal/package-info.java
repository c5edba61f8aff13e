/**
 * Tests of the helpers that several formats use.
 *
 * <p>{@code UniqueNamesTest} proves that names are unique, in bounded length and at bounded cost. {@code RuleJsonTest} proves
 * reader and writer of a single rule.
 *
 * <p>The tests of the formats cover the other helpers.
 */
@NullMarked
package io.softwire46.mape.provision.format.internal;

import org.jspecify.annotations.NullMarked;
