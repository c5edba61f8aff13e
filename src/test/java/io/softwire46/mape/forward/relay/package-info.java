/**
 * Tests of the border relay: from IPv4 (BorderRelayDownstreamTest), from CEs with the source check (BorderRelayUpstreamTest),
 * several domains (BorderRelayDomainsTest), hairpinning (BorderRelayHairpinTest), and fragmentation toward IPv4
 * (RelayEgressFragmentationTest). ICMP errors: RelayIcmpErrorsTest, and RelayTunnelledErrorsTest through the tunnel.
 *
 * <p>The model is {@code conformance.model.NaiveRelay}, over bit strings; BorderRelayModelProperties compares all verdicts and octets.
 *
 * <p>Not covered here: held fragments and relayed ICMPv6 errors (package tunnel), and batches (package fastpath).
 */
@NullMarked
package io.softwire46.mape.forward.relay;

import org.jspecify.annotations.NullMarked;
