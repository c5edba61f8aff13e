/**
 * Test helpers of several packages.
 *
 * <p>Models, drawers and packet builders are those of the conformance kit, in {@code conformance.model} and {@code
 * conformance.draw}. {@code CaseShrinkable}, {@code RuleArbitraries} and {@code World} give them to jqwik, {@code
 * ModelAssertions} and {@code SentPackets} assert. The {@code Fuzz...} classes read and replay fuzz inputs. {@code
 * GuardedOctets} and {@code Placement} detect access outside of a packet. {@code Allocation} measures allocated octets. {@code
 * DocumentCommand} runs commands of documents.
 *
 * <p>{@code RuleArbitrariesProperties} proves that generated rules are valid and varied. Not covered: the models, which
 * the tests of other packages compare with the library and with vectors.
 */
package io.softwire46.mape.testing;
