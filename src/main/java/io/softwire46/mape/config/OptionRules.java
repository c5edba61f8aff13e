package io.softwire46.mape.config;

import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import java.util.List;

/**
 * What option values say together, and values that are allowed and unwise.
 *
 * <p>Not thread-safe: one per validation.
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
                    "cannot work with anycast true: a Packet Too Big message may reach another border relay;"
                            + " give false, and an mtuV6 that the whole domain carries",
                    "RFC 7597 section 8.3.1"));
        }
        if (options.anycast() && options.fragmentation() == Fragmentation.OUTER) {
            add(
                    Severity.INFO,
                    ForwardingOption.FRAGMENTATION,
                    "with anycast true relies on random identifications: those of two border relays can collide;"
                            + " inner avoids it",
                    "RFC 7597 section 8.3.1");
        }
    }

    private void unwise() {
        if (options.ignoreDf()) {
            add(
                    Severity.WARNING,
                    ForwardingOption.IGNORE_DF,
                    "cuts packets that must not be cut and breaks path MTU discovery; give false, and tcpMss if hosts"
                            + " do not hear ICMP",
                    "RFC 6864 section 4.3");
        }
        if (options.sourceCheck() == SourceCheckMode.OFF) {
            add(
                    Severity.WARNING,
                    ForwardingOption.SOURCE_CHECK,
                    "lets any CE use the address and ports of any other; give strict or ea",
                    "RFC 7597 section 8.1");
        }
        if (options.ecn() == EcnMode.COMPATIBILITY) {
            add(
                    Severity.WARNING,
                    ForwardingOption.ECN,
                    "turns ECN off in the tunnel; give normal unless a tunnel exit is known not to propagate it",
                    "RFC 6040 section 4.3");
        }
    }

    /** How many collectors of fragments share the memory, as {@link FragmentStores} counts them; at least 1. */
    private int collectors() {
        int collectors = options.v6Reassembly() ? 1 : 0;
        collectors += options.v4Reassembly() == V4Reassembly.NONE ? 0 : 1;
        InnerFragments inner = options.innerFragments();
        collectors += inner == InnerFragments.REASSEMBLE || inner == InnerFragments.CACHE ? 1 : 0;
        return Math.max(1, collectors);
    }

    private void limits() {
        int room = options.maxBufferedOctets();
        int packet = options.maxPacketSize();
        if (room < packet) {
            add(
                    Severity.ERROR,
                    ForwardingOption.MAX_BUFFERED_OCTETS,
                    "has no room for one packet of maxPacketSize; give " + packet + " or more",
                    ForwardingOption.MAX_BUFFERED_OCTETS.rfc());
        } else if (options.fragmentSharePerSource() * Math.max(packet, room / collectors()) < packet) {
            add(
                    Severity.WARNING,
                    ForwardingOption.FRAGMENT_SHARE_PER_SOURCE,
                    "of maxBufferedOctets, which v6Reassembly, v4Reassembly and innerFragments share out evenly, has no"
                            + " room for one packet of maxPacketSize, so such a packet is never joined; raise either, or"
                            + " lower maxPacketSize",
                    ForwardingOption.FRAGMENT_SHARE_PER_SOURCE.rfc());
        }
        if (options.icmpErrorBurst() == 0 && options.icmpErrorsPerSecond() > 0) {
            add(
                    Severity.WARNING,
                    ForwardingOption.ICMP_ERROR_BURST,
                    "lets no ICMP error pass, whatever the rate; give 1 or more, or turn the errors off",
                    ForwardingOption.ICMP_ERROR_BURST.rfc());
        }
    }

    private <T> void add(Severity severity, ForwardingOption<T> option, String message, String rfc) {
        findings.add(
                new Finding(FindingId.OPTION, severity, option.name(), option.text(options.get(option)), message, rfc));
    }
}
