package io.softwire46.mape.forward;

import io.softwire46.mape.icmp.TokenBucket;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.TunnelEncapsulationLimit;

/**
 * The options of one domain as a packet needs them: plain fields, read once from {@link ForwardingOptions}.
 *
 * <p>Immutable.
 */
final class DomainOptions {
    /** No limit for {@link #mtuV4} and {@link #tcpMss}: more than any packet has. */
    static final int NO_LIMIT = 0x1_0000;

    // into the tunnel
    final int mtuV6;
    final int maxPacketSize;
    final Fragmentation fragmentation;
    final boolean ignoreDf;
    final int tcpMss;
    final boolean dynamicPmtu;
    final boolean anycast;
    final int trafficClass;
    final boolean ecnNormal;
    final int hopLimit;
    final int encapsulationLimit;
    final FlowLabel flowLabel;

    /** Octets of the Destination Options header in the tunnel: 8 or 0. */
    final int optionOctets;

    /** Octets before the IPv4 packet, where it is not cut. */
    final int headerOctets;

    /** The largest IPv4 packet that goes into the tunnel whole, where no path MTU is known. */
    final int tunnelMtu;

    // out of the tunnel
    final SourceCheckMode sourceCheck;
    final boolean acceptBrSource;
    final boolean hairpin;
    final int mtuV4;
    final boolean decrementTtlAtEgress;
    final boolean uniformDscp;

    // fragments
    final InnerFragments innerFragments;
    final V4Reassembly v4Reassembly;
    final boolean v6Reassembly;
    final boolean rewriteIpv4Id;
    final int v4TimeoutMillis;
    final int v6TimeoutMillis;
    final int maxFragmentsPerPacket;
    final int maxReassemblies;
    final int maxBufferedOctets;
    final double fragmentSharePerSource;

    // ICMP
    final int icmpv4Source;
    final boolean echoReply;
    final boolean icmpv4Errors;
    final boolean icmpv6Errors;
    final boolean noMappingErrors;
    final boolean protocolErrors;
    final boolean sourceCheckErrors;
    final boolean tunnelErrorRelay;
    private final int errorsPerSecond;
    private final int errorBurst;

    DomainOptions(ForwardingOptions options) {
        mtuV6 = options.mtuV6();
        maxPacketSize = options.maxPacketSize();
        fragmentation = options.fragmentation();
        ignoreDf = options.ignoreDf();
        tcpMss = options.tcpMss().orElse(NO_LIMIT);
        dynamicPmtu = options.dynamicPmtu();
        anycast = options.anycast();
        trafficClass = options.trafficClass();
        ecnNormal = options.ecn() == EcnMode.NORMAL;
        hopLimit = options.hopLimit();
        encapsulationLimit = options.encapsulationLimit().orElse(0);
        flowLabel = options.flowLabel();
        optionOctets = options.encapsulationLimit().isPresent() ? TunnelEncapsulationLimit.OCTETS : 0;
        headerOctets = Ipv6Header.OCTETS + optionOctets;
        tunnelMtu = Math.min(mtuV6, maxPacketSize) - headerOctets;
        sourceCheck = options.sourceCheck();
        acceptBrSource = options.acceptBrSource();
        hairpin = options.hairpin();
        mtuV4 = options.mtuV4().orElse(NO_LIMIT);
        decrementTtlAtEgress = options.decrementTtlAtEgress();
        uniformDscp = options.egressDscp() == EgressDscp.UNIFORM;
        innerFragments = options.innerFragments();
        v4Reassembly = options.v4Reassembly();
        v6Reassembly = options.v6Reassembly();
        rewriteIpv4Id = options.rewriteIpv4Id();
        v4TimeoutMillis = options.v4ReassemblyTimeoutMillis();
        v6TimeoutMillis = options.v6ReassemblyTimeoutMillis();
        maxFragmentsPerPacket = options.maxFragmentsPerPacket();
        maxReassemblies = options.maxReassemblies();
        maxBufferedOctets = options.maxBufferedOctets();
        fragmentSharePerSource = options.fragmentSharePerSource();
        icmpv4Source = options.icmpv4Source();
        echoReply = options.echoReply();
        icmpv4Errors = options.icmpv4Errors();
        icmpv6Errors = options.icmpv6Errors();
        noMappingErrors = options.icmpv4NoMappingErrors();
        protocolErrors = options.icmpv4ProtocolErrors();
        sourceCheckErrors = options.icmpv6SourceCheckErrors();
        tunnelErrorRelay = options.tunnelErrorRelay();
        errorsPerSecond = options.icmpErrorsPerSecond();
        errorBurst = options.icmpErrorBurst();
    }

    /** The rate at which one worker may tell errors in this domain. */
    TokenBucket newBucket() {
        return TokenBucket.of(errorsPerSecond, errorBurst);
    }
}
