/**
 * Formulas of the library over words, with two interpretations.
 *
 * <p>{@code Words} is the arithmetic; {@code LongWords} computes with it. A class {@code XFormulas} writes formulas of the library
 * once. A test {@code XComparisonTest} in the package of the library's class compares its methods with the formulas, for edges and
 * random inputs. The profile {@code proof} (src/proof) proves {@code Theorem}s about the same formulas for all inputs, and refutes a
 * deliberate fault of each; docs/proofs.md lists them.
 *
 * <p>Not covered: reading and writing of buffers, which the comparisons sample, and look-ups in tables.
 */
package io.softwire46.mape.proof;
