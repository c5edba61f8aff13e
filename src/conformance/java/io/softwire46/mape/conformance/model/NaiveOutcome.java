package io.softwire46.mape.conformance.model;

import java.util.Arrays;
import java.util.List;

/**
 * The outcome of a packet in a model.
 *
 * @param verdict the name of the verdict
 * @param outputs sent packets, in order; after FORWARDED and REPLIED the first is in the packet's window
 * @param ipv4Octets of the forwarded IPv4 packet, before fragmentation; 0 if none was forwarded
 */
public record NaiveOutcome(String verdict, List<NaiveOutput> outputs, int ipv4Octets) {

    static NaiveOutcome of(String verdict) {
        return new NaiveOutcome(verdict, List.of(), 0);
    }

    /** The node sends a message of its own. */
    static NaiveOutcome message(String verdict, NaiveOutput message) {
        return new NaiveOutcome(verdict, List.of(message), 0);
    }

    static NaiveOutcome forwarded(byte[] ipv4) {
        return new NaiveOutcome("FORWARDED", List.of(new NaiveOutput(ipv4)), ipv4.length);
    }

    /**
     * Compares with the outcome of a target: returns the first difference, or "" if there is none.
     *
     * @param verdictName the verdict of the target
     * @param actual the packets that it sent
     * @param packet what it received, for the text
     */
    public String difference(String verdictName, List<byte[]> actual, byte[] packet) {
        if (!verdict.equals(verdictName)) {
            return "expected " + verdict + " but was " + verdictName + " of " + Bytes.shown(packet);
        }
        for (int i = 0; i < outputs.size() && i < actual.size(); i++) {
            String difference = outputs.get(i).difference(actual.get(i));
            if (!difference.isEmpty()) {
                return "output " + i + ": " + difference + "\nof       " + Bytes.shown(packet);
            }
        }
        return outputs.size() == actual.size()
                ? fragmentDifference(actual, packet)
                : outputs.size() + " outputs expected but was " + actual.size() + " of " + Bytes.shown(packet);
    }

    /** Flow label and identification of all fragments are those of the first. */
    private String fragmentDifference(List<byte[]> actual, byte[] packet) {
        byte[] first = null;
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).isOuterFragment()) {
                byte[] fragment = actual.get(i);
                first = first == null ? fragment : first;
                if (!Arrays.equals(first, 0, 4, fragment, 0, 4)) {
                    return "flow label of fragment " + i + " of " + Bytes.shown(packet);
                }
                if (!Arrays.equals(first, 44, 48, fragment, 44, 48)) {
                    return "identification of fragment " + i + " of " + Bytes.shown(packet);
                }
            }
        }
        return "";
    }

    /**
     * The kind of fragments that were sent: "IPv6 fragments", "ICMPv6 fragments", "tunnelled IPv4 fragments", "IPv4
     * fragments"; or "".
     */
    public String fragmentKind() {
        if (outputs.size() < 2) {
            return "";
        }
        NaiveOutput first = outputs.get(0);
        if (first.message().equals("ICMPv6 fragment")) {
            return "ICMPv6 fragments";
        }
        return first.isOuterFragment()
                ? "IPv6 fragments"
                : first.isIpv6() ? "tunnelled IPv4 fragments" : "IPv4 fragments";
    }

    /** Whether the packet was forwarded. */
    public boolean isForwarded() {
        return verdict.equals("FORWARDED");
    }
}
