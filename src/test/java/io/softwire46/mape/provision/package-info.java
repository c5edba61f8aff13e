/**
 * Tests of the formats together.
 *
 * <p>{@code DomainFileTest} and {@code DomainFileFieldsTest} prove reader and writer of the domain file; {@code RuleFormatTest}
 * proves detection and the list of formats. {@code IndependentFaultsTest} proves that one error hides no other.
 * {@code ManyRulesTest} bounds the cost of large files. Fuzz targets run on their seeds and on fixed mutations.
 *
 * <p>{@code Worlds} generates domains, and {@code DomainTexts} marks the location of a finding in a text. Each format has tests in
 * its own package.
 */
@NullMarked
package io.softwire46.mape.provision;

import org.jspecify.annotations.NullMarked;
