/**
 * Tests of the formats together.
 *
 * <p>{@code DomainFileTest} and {@code DomainFileFieldsTest} prove the reader of the domain file; {@code RuleFormatTest} proves for
 * each format detection, reading back and the declared options. {@code IndependentFaultsTest} proves that no error hides another
 * one. {@code ManyRulesTest} bounds the cost of large files. {@code DomainFileMutationTest} and {@code JsonFormatsFuzzTest} run fuzz
 * targets on their seeds and on a fixed sequence of changes.
 *
 * <p>{@code Worlds} generates domains, and {@code DomainTexts} marks the location of a finding in a text. Each format has tests in
 * its own package. There is no model; texts and findings are written by hand.
 */
@NullMarked
package io.softwire46.mape.provision;

import org.jspecify.annotations.NullMarked;
