package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.icmp.TokenBucket;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.internal.Ecn;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import io.softwire46.mape.wire.internal.TunnelEncapsulationLimit;

/**
 * The options of one domain in the form that the packet path needs: plain fields, read once from {@link ForwardingOptions}.
 *
 * <p>Immutable.
 */
public final class DomainOptions {
    /** No limit for {@link #mtuV4} and {@link #tcpMss}: more than the length of any packet. */
    static final int NO_LIMIT = 0x1_0000;

    // encapsulation
    final int mtuV6;
    public final int maxPacketSize;
    final Fragmentation fragmentation;
    public final boolean ignoreDf;
    final int tcpMss;
    final boolean dynamicPmtu;
    public final boolean anycast;
    final int trafficClass;
    final boolean ecnNormal;
    final int hopLimit;
    final int encapsulationLimit;
    final FlowLabel flowLabel;

    /** Octets of the Destination Options header in the tunnel: 8 or 0. */
    final int optionOctets;

    /** Octets of the headers before the IPv4 packet if the tunnel packet is not fragmented. */
    public final int headerOctets;

    /** The maximum IPv4 packet that fits into the tunnel without fragmentation, if no path MTU is known. */
    final int tunnelMtu;

    /** The first word of the tunnel header of an empty packet, with class 0 and no flow label. */
    public final long headerWord;

    /**
     * Bits of the Type of Service that are copied to the outer class: DSCP with {@code COPY} (RFC 2983 section 3.1), and ECN in
     * normal mode (RFC 6040 section 4.1).
     */
    final int copiedClass;

    /** The bits of a header word of the fast path that are copied into {@link #headerWord}. */
    public final long headerMask;

    /**
     * The maximum IPv4 packet that the fast path may encapsulate, without fragmentation; 0 if the options exclude the fast path.
     */
    public final int fastPathEntryOctets;

    /** The maximum payload that the fast path may decapsulate, without fragmentation; 0 if the options exclude the fast path. */
    public final int fastPathExitOctets;

    // decapsulation
    public final SourceCheckMode sourceCheck;
    public final boolean acceptBrSource;
    public final boolean hairpin;
    public final int mtuV4;
    public final boolean decrementTtlAtEgress;
    public final boolean uniformDscp;

    // fragments
    final InnerFragments innerFragments;
    public final V4Reassembly v4Reassembly;
    public final boolean v6Reassembly;
    public final boolean rewriteIpv4Id;
    final int v4TimeoutMillis;
    final int v6TimeoutMillis;
    final int maxFragmentsPerPacket;
    final int maxReassemblies;
    final int maxBufferedOctets;
    final double fragmentSharePerSource;

    // ICMP
    public final int icmpv4Source;
    final boolean echoReply;
    final boolean icmpv4Errors;
    public final boolean icmpv6Errors;
    public final boolean noMappingErrors;
    public final boolean protocolErrors;
    public final boolean sourceCheckErrors;
    final boolean tunnelErrorRelay;
    private final int errorsPerSecond;
    private final int errorBurst;

    public DomainOptions(ForwardingOptions options) {
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
        copiedClass = (trafficClass == ForwardingOption.COPY ? ~Ecn.MASK & 0xff : 0) | (ecnNormal ? Ecn.MASK : 0);
        headerWord = Ipv6Header.firstWord(
                Ipv6Header.versionClassLabel(trafficClass == ForwardingOption.COPY ? 0 : trafficClass << 2, 0),
                optionOctets,
                optionOctets > 0 ? ProtocolNumbers.DESTINATION_OPTIONS : ProtocolNumbers.IPV4,
                hopLimit);
        headerMask = (long) copiedClass << 52 | (flowLabel == FlowLabel.ZERO ? 0 : 0xf_ffffL << 32) | 0xffff_0000L;
        fastPathEntryOctets = dynamicPmtu || optionOctets > 0 || flowLabel == FlowLabel.HASH3 ? 0 : tunnelMtu;
        sourceCheck = options.sourceCheck();
        acceptBrSource = options.acceptBrSource();
        hairpin = options.hairpin();
        mtuV4 = options.mtuV4().orElse(NO_LIMIT);
        decrementTtlAtEgress = options.decrementTtlAtEgress();
        fastPathExitOctets = decrementTtlAtEgress ? 0 : Math.min(maxPacketSize - Ipv6Header.OCTETS, mtuV4);
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

    /** Returns whether the MSS of TCP packets is lowered. */
    public boolean lowersMss() {
        return tcpMss != NO_LIMIT;
    }

    /** Returns a new rate limit for the errors that one node sends in this domain. */
    TokenBucket newBucket() {
        return TokenBucket.of(errorsPerSecond, errorBurst);
    }
}
