/**
 * Tests of the mapping algebra, RFC 7597 sections 5 and 6.
 *
 * <p>Vectors and the reference article give expected values ({@code MappingVectorsTest}, {@code PortMathVectorsTest},
 * {@code PublishedVectorsTest}, {@code ReferenceArticleTest}). {@code PortSetExhaustiveTest} compares port sets with
 * {@code NaivePorts}. Properties compare derivations, rule sets and nested rules with {@code conformance.model.NaiveMap}, and the
 * findings of rules with one condition per finding. The validation tests check id, severity, field, value, clause and
 * key words of each finding. {@code TrapsTest} has common mistakes of implementations.
 *
 * <p>Not covered: the compiled look-up tables of the data plane, see {@code forward.lookup}.
 */
package io.softwire46.mape.map;
