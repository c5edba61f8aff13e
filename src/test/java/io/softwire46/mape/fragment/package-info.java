/**
 * Tests of fragmentation, reassembly, the port cache and their limits.
 *
 * <p>The model tests compare with {@code NaiveReassembly}, {@code NaivePortCache} and {@code NaiveShares}, which
 * use lists and share no code with the library. {@code ReassemblyPermutationsTest} adds fragments in all orders;
 * vectors and {@code ScapyTest} give independent packets. Flood and goodput tests check that one source cannot
 * harm others. The allocation tests check that no call allocates.
 *
 * <p>Not covered: several threads, as instances are not thread-safe.
 */
package io.softwire46.mape.fragment;
