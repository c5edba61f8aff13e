/**
 * Tests of the {@code mape} command, which they run in the same process with {@code Tool}.
 *
 * <p>Each {@code ...CommandTest} proves output, messages and exit status of one command. {@code CaptureFilesTest} covers input
 * and output files, {@code ExpectationTest} the explanation of observed mappings, {@code OracleTest} and {@code
 * OracleRefusalTest} the queries of the oracle. {@code OracleProperties} sends damaged queries. {@code LocaleTest} proves that
 * output does not depend on the locale, and {@code CaptureRunMemoryTest} that memory does not depend on the length of a capture.
 * {@code OracleVectorsTest} compares the oracle with the files in {@code vectors/}. {@code TsharkTest} checks captures with
 * tshark, and is skipped without it. {@code ProofExamplesTest} runs the counterexamples of docs/proofs.md.
 *
 * <p>Expected values are written by hand or come from RFC 7597, the vectors or another program. Not covered: a real terminal,
 * and a process that ends before it reads all output.
 */
@NullMarked
package io.softwire46.mape.cli;

import org.jspecify.annotations.NullMarked;
