package io.softwire46.mape.config;

import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Cross-option checks, and warnings about legal but risky values.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class OptionRules {
    private final ForwardingOptions options;
    private final List<Finding> findings;

    private OptionRules(ForwardingOptions options, List<Finding> findings) {
        this.options = options;
        this.findings = findings;
    }

    static void check(ForwardingOptions options, List<Finding> findings) {
        OptionRules rules = new OptionRules(options, findings);
        rules.anycast();
        rules.unwise();
        rules.limits();
    }

    private void anycast() {
        if (options.anycast() && options.dynamicPmtu()) {
            // RFC 7597 section 8.3.1: SHOULD NOT.
            findings.add(new Finding(
                    FindingId.V52,
                    Severity.WARNING,
                    ForwardingOption.DYNAMIC_PMTU.name(),
                    ForwardingOption.DYNAMIC_PMTU.text(true),
                    "cannot work with anycast true, as a Packet Too Big message may reach another border relay; set"
                            + " false, and an mtuV6 that the whole domain can carry",
                    "RFC 7597 section 8.3.1"));
        }
        if (options.anycast() && options.fragmentation() == Fragmentation.OUTER) {
            add(
                    Severity.INFO,
                    ForwardingOption.FRAGMENTATION,
                    "relies with anycast true on random identifications, and those of two border relays can collide;"
                            + " use inner",
                    "RFC 7597 section 8.3.1");
        }
    }

    private void unwise() {
        if (options.ignoreDf()) {
            add(
                    Severity.WARNING,
                    ForwardingOption.IGNORE_DF,
                    "fragments packets that must not be fragmented and breaks path MTU discovery; set false, and tcpMss if hosts"
                            + " do not receive ICMP",
                    "RFC 6864 section 4.3");
        }
        if (options.sourceCheck() == SourceCheckMode.OFF) {
            add(
                    Severity.WARNING,
                    ForwardingOption.SOURCE_CHECK,
                    "lets any CE use the address and ports of any other; use strict or ea",
                    "RFC 7597 section 8.1");
        }
        if (options.ecn() == EcnMode.COMPATIBILITY) {
            add(
                    Severity.WARNING,
                    ForwardingOption.ECN,
                    "disables ECN in the tunnel; use normal unless a tunnel exit is known not to propagate it",
                    "RFC 6040 section 4.3");
        }
    }

    /** Returns how many fragment stores a node with these domains has, which share its memory; at least 1. */
    static int stores(Collection<ForwardingOptions> domains) {
        List<Predicate<ForwardingOptions>> kinds = List.of(
                ForwardingOptions::v6Reassembly,
                each -> each.v4Reassembly() == V4Reassembly.FULL,
                each -> each.v4Reassembly() == V4Reassembly.PARTIAL,
                each -> each.innerFragments() == InnerFragments.REASSEMBLE,
                each -> each.innerFragments() == InnerFragments.CACHE);
        long stores =
                kinds.stream().filter(kind -> domains.stream().anyMatch(kind)).count();
        return (int) Math.max(1, stores);
    }

    /** Returns whether one source has memory for a packet of the maximum size. */
    private static boolean isShareSufficient(ForwardingOptions options, int octets, int stores) {
        int packet = options.maxPacketSize();
        return options.fragmentSharePerSource() * Math.max(packet, octets / stores) >= packet;
    }

    /**
     * Returns the warning about a domain whose share is sufficient if it is alone, but not beside the other domains of the node,
     * whose fragment stores take a part of the memory.
     *
     * @param octets the memory of the node
     * @param stores the fragment stores of the node, see {@link #stores}
     */
    static Optional<Finding> checkShare(ForwardingOptions options, int octets, int stores) {
        boolean alone = isShareSufficient(options, options.maxBufferedOctets(), stores(List.of(options)));
        if (!alone || isShareSufficient(options, octets, stores)) {
            return Optional.empty();
        }
        ForwardingOption<Double> share = ForwardingOption.FRAGMENT_SHARE_PER_SOURCE;
        return Optional.of(new Finding(
                FindingId.OPTION,
                Severity.WARNING,
                share.name(),
                share.text(options.get(share)),
                "leaves a source too little memory for one packet of maxPacketSize, since " + stores
                        + " fragment stores of all domains of the node divide maxBufferedOctets evenly; such a packet is never"
                        + " reassembled: raise maxBufferedOctets, or use the same v4Reassembly and innerFragments in all domains",
                share.rfc()));
    }

    private void limits() {
        int room = options.maxBufferedOctets();
        int packet = options.maxPacketSize();
        if (room < packet) {
            add(
                    Severity.ERROR,
                    ForwardingOption.MAX_BUFFERED_OCTETS,
                    "is too small for one packet of maxPacketSize; use " + packet + " or more",
                    ForwardingOption.MAX_BUFFERED_OCTETS.rfc());
        } else if (!isShareSufficient(options, room, stores(List.of(options)))) {
            add(
                    Severity.WARNING,
                    ForwardingOption.FRAGMENT_SHARE_PER_SOURCE,
                    "leaves a source too little memory for one packet of maxPacketSize, since v6Reassembly, v4Reassembly and"
                            + " innerFragments divide maxBufferedOctets evenly; such a packet is never reassembled: raise"
                            + " maxBufferedOctets, or lower maxPacketSize",
                    ForwardingOption.FRAGMENT_SHARE_PER_SOURCE.rfc());
        }
        if (options.icmpErrorBurst() == 0 && options.icmpErrorsPerSecond() > 0) {
            add(
                    Severity.WARNING,
                    ForwardingOption.ICMP_ERROR_BURST,
                    "suppresses all ICMP errors, whatever the rate; use 1 or more, or disable the errors",
                    ForwardingOption.ICMP_ERROR_BURST.rfc());
        }
    }

    private <T> void add(Severity severity, ForwardingOption<T> option, String message, String rfc) {
        findings.add(
                new Finding(FindingId.OPTION, severity, option.name(), option.text(options.get(option)), message, rfc));
    }
}
