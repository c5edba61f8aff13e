/**
 * Tests of fragmentation, reassembly, the port cache and their limits.
 *
 * <p>{@code ReassemblyModelProperties} and {@code FragmentPortCacheProperties} compare with {@code NaiveReassembly},
 * {@code NaivePortCache} and {@code NaiveShares}, which use lists and share no code with the library. Fragmenters are
 * compared with {@code conformance.model.NaiveFragments}, the vectors and {@code ScapyTest}, and {@code ReadsFromTest} names the
 * octets that they still need. {@code ReassemblyPermutationsTest} adds fragments in all orders. {@code FragmentFloodTest}
 * and {@code FragmentGoodputTest} bound the harm of floods. {@code SipHashTest} has the vectors of the paper. The tests of
 * the tables, lists and pools that hold fragments compare random operations with collections of java.util. The allocation
 * tests prove that no call allocates.
 *
 * <p>Not covered: several threads, as instances are not thread-safe, except for readers of the statistics.
 */
package io.softwire46.mape.fragment;
