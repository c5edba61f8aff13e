package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.judge.Outcome.Any;
import io.softwire46.mape.conformance.judge.Outcome.AtLeast;
import io.softwire46.mape.conformance.judge.Outcome.AtMost;
import io.softwire46.mape.conformance.judge.Outcome.NotForwarded;
import io.softwire46.mape.conformance.judge.Outcome.Nothing;
import io.softwire46.mape.conformance.judge.Outcome.Packets;
import io.softwire46.mape.conformance.judge.Outcome.Refused;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The modes in which a case can fail, by what is sent and what is allowed.
 *
 * <p>Static methods only.
 */
public final class PossibleModes {
    /** Modes of a packet that differs in a fact. */
    private static final Map<String, Set<Mode>> OF_FACTS = Map.ofEntries(
            Map.entry(Facts.SIDE, Set.of(Mode.MISDELIVERED)),
            Map.entry(Facts.OUTER_SOURCE, Set.of(Mode.WRONG_OUTER, Mode.MISDELIVERED)),
            Map.entry(Facts.OUTER_DESTINATION, Set.of(Mode.MISDELIVERED)),
            Map.entry(Facts.OUTER_DESTINATION_PREFIX, Set.of(Mode.MISDELIVERED)),
            Map.entry(Facts.INTERFACE_ID, Set.of(Mode.MISDELIVERED)),
            Map.entry(Facts.NEXT_HEADER, Set.of(Mode.WRONG_OUTER)),
            Map.entry(Facts.PAYLOAD_LENGTH, Set.of(Mode.WRONG_OUTER)),
            Map.entry(Facts.TRAFFIC_CLASS, Set.of(Mode.WRONG_OUTER, Mode.WRONG_ECN)),
            Map.entry(Facts.DSCP, Set.of(Mode.WRONG_INNER)), // on the IPv6 side that of a tunnel packet
            Map.entry(Facts.ECN, Set.of(Mode.WRONG_ECN)),
            Map.entry(Facts.ENCAPSULATION_LIMIT, Set.of(Mode.WRONG_OUTER)),
            Map.entry(Facts.FLOW, Set.of(Mode.WRONG_OUTER)),
            Map.entry(Facts.INNER, Set.of(Mode.WRONG_INNER)),
            Map.entry(
                    Facts.REJOINS,
                    Set.of(
                            Mode.WRONG_INNER,
                            Mode.WRONG_CHECKSUM,
                            Mode.WRONG_OUTER,
                            Mode.WRONG_SIZE,
                            Mode.LOST_FRAGMENTS,
                            Mode.EXTRA_OUTPUT,
                            Mode.CORRUPTED,
                            Mode.MERGED)),
            Map.entry(Facts.IDENTIFICATION, Set.of(Mode.WRONG_INNER)),
            Map.entry(Facts.DATAGRAM, Set.of(Mode.WRONG_INNER)),
            Map.entry(Facts.SOURCE_PORT, Set.of(Mode.WRONG_INNER, Mode.WRONG_CHECKSUM)),
            Map.entry(Facts.DISTINCT_PORT, Set.of(Mode.MERGED)),
            Map.entry(Facts.TTL, Set.of(Mode.WRONG_TTL, Mode.WRONG_INNER)),
            Map.entry(Facts.TOS, Set.of(Mode.WRONG_ECN, Mode.WRONG_INNER)),
            Map.entry(Facts.CHECKSUMS, Set.of(Mode.WRONG_CHECKSUM)),
            Map.entry(Facts.SIZE, Set.of(Mode.WRONG_SIZE)),
            Map.entry(Facts.ICMP, Set.of(Mode.WRONG_ICMP, Mode.MISSING_ICMP, Mode.WRONG_CHECKSUM)));

    /** Modes of an output that no fact explains. */
    private static final Set<Mode> UNEXPECTED =
            Set.of(Mode.EXTRA_OUTPUT, Mode.UNEXPECTED_ICMP, Mode.REFLECTED, Mode.FORWARDED);

    private PossibleModes() {}

    /** Returns the modes in which a case can fail. */
    public static Set<Mode> of(TestCase testCase) {
        Set<Mode> modes = EnumSet.of(Mode.CRASHED, Mode.HUNG);
        for (int i = 0; i < testCase.steps().size(); i++) {
            Step step = testCase.steps().get(i);
            List<Outcome> allowed = testCase.allowed(i);
            if (step instanceof Step.Packet) {
                modes.add(Mode.REFUSED_VALID); // the configuration
                modes.add(Mode.EXTRA_OUTPUT);
                allowed.forEach(outcome -> addOfPacket(modes, outcome));
            } else if (step instanceof Step.Count) {
                modes.addAll(Set.of(Mode.UNCOUNTED, Mode.MISCOUNTED));
            } else {
                allowed.forEach(outcome -> modes.addAll(
                        outcome instanceof Refused
                                ? Set.of(Mode.ACCEPTED_INVALID, Mode.WRONG_ANSWER)
                                : Set.of(Mode.REFUSED_VALID, Mode.WRONG_ANSWER)));
            }
        }
        if (modes.contains(Mode.LOST) && Judge.isAnyKeyUsedTwice(testCase)) {
            modes.add(Mode.STALLED);
        }
        if (!testCase.controls().isEmpty()) {
            modes.add(Mode.CONTROL_LOST);
        }
        return modes;
    }

    private static void addOfPacket(Set<Mode> modes, Outcome outcome) {
        if (outcome instanceof Nothing) {
            modes.addAll(UNEXPECTED);
        } else if (outcome instanceof NotForwarded) {
            modes.add(Mode.FORWARDED);
        } else if (outcome instanceof Packets packets) {
            modes.addAll(UNEXPECTED);
            packets.packets().forEach(facts -> {
                addOfFacts(modes, facts);
                modes.add(facts.has(Facts.ICMP) ? Mode.MISSING_ICMP : Mode.LOST);
            });
            if (packets.packets().size() > 1) {
                modes.add(Mode.LOST_FRAGMENTS);
            }
        } else if (outcome instanceof AtMost most) {
            addOfFacts(modes, most.packets());
            modes.addAll(Set.of(Mode.UNEXPECTED_ICMP, Mode.EXTRA_OUTPUT));
        } else if (outcome instanceof AtLeast) {
            modes.add(Mode.LOST_FRAGMENTS);
        } else if (outcome instanceof Any) {
            modes.add(Mode.LEAKED);
        }
    }

    private static void addOfFacts(Set<Mode> modes, Facts facts) {
        facts.values().keySet().forEach(name -> modes.addAll(OF_FACTS.getOrDefault(name, Set.of())));
        if (facts.text(Facts.SIDE).equals("ipv6")) {
            modes.add(Mode.WRONG_OUTER); // hop limit 0
        }
        if (facts.has(Facts.ICMP) && facts.icmpFacts().values().containsKey(IcmpFacts.QUOTE)) {
            modes.add(Mode.LEAKED);
        }
    }
}
