/**
 * Test helpers of several packages: generators, packet builders and naive models.
 *
 * <p>The {@code Rule...} and {@code ...Draw} classes generate whole valid domains and traffic. The {@code Naive...}
 * classes are models of the RFCs on lists and bit strings; they share no code with the library. The {@code Fuzz...}
 * classes read and replay fuzz inputs. {@code GuardedOctets} and {@code Placement} detect access outside of a packet.
 * {@code Allocation} measures allocated octets.
 *
 * <p>{@code RuleArbitrariesProperties} proves that generated rules are valid and varied. Not covered: the models, which
 * the tests of other packages compare with the library and with vectors.
 */
package io.softwire46.mape.testing;
