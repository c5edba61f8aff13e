/**
 * Tests of the customer edge: into the tunnel (CustomerEdgeUpstreamTest), from the tunnel (CustomerEdgeDownstreamTest), ICMP
 * errors to the NAPT (CustomerEdgeErrorsTest), and relayed ICMPv6 errors (CustomerEdgeRelayedErrorsTest). OwnPortsTest checks the
 * CE's own ports for each a and k.
 *
 * <p>The model is {@code conformance.model.NaiveEdge}, over bit strings; CustomerEdgeModelProperties compares all verdicts and octets.
 *
 * <p>Not covered here: fragments, MSS and path MTU (package tunnel), and batches (package fastpath).
 */
@NullMarked
package io.softwire46.mape.forward.edge;

import org.jspecify.annotations.NullMarked;
