/**
 * Tests of both nodes through {@link io.softwire46.mape.forward.Forwarder}, and helpers that the test packages below share.
 *
 * <p>Forms of a call: ForwarderReceiveTest, IntoFormTest, SharedBufferTest, BorrowedTest. Invalid windows: MisuseTest. Placement
 * in the buffer and allocation: ForwardPlacementTest, ForwardAllocationTest. Tables: RuleTableTest, TableAnswersProperties; new
 * tables: PublishedTest, PublishedRaceTest. Tunnel header and both ends: TunnelOptionsTest, TunnelRoundTripProperties. Domains and
 * counters: DomainOfPacketTest, DomainCountersProperties, StatisticsTest. Expiry: ExpiryTest. Damaged packets: PacketDamageTest,
 * and the fuzz targets BorderRelayFuzz and CustomerEdgeFuzz.
 *
 * <p>Models are {@code NaiveRelay}, {@code NaiveEdge} and the other naive classes of {@code conformance.model}, which share no code with
 * main. ModelRun compares a node with its model over virtual time. MixtureTest proves that the traffic of the helpers is varied.
 *
 * <p>Not covered: the NAPT of a CE, link layers, and forwarding rates, which the benchmarks measure.
 */
@NullMarked
package io.softwire46.mape.forward;

import org.jspecify.annotations.NullMarked;
