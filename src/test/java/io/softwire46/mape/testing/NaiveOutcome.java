package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

    /** Checks that the code under test has this outcome for a packet. */
    public void assertSame(String verdictName, List<byte[]> actual, byte[] packet) {
        assertEquals(verdict, verdictName, () -> "of " + Bytes.shown(packet));
        byte[] first = null;
        for (int i = 0; i < outputs.size() && i < actual.size(); i++) {
            outputs.get(i).assertSame(actual.get(i), packet);
            if (outputs.get(i).isOuterFragment()) {
                // flow label and identification of all fragments are those of the first
                first = first == null ? actual.get(i) : first;
                assertArrayEquals(Bytes.part(first, 0, 4), Bytes.part(actual.get(i), 0, 4), "flow label");
                assertArrayEquals(Bytes.part(first, 44, 48), Bytes.part(actual.get(i), 44, 48), "identification");
            }
        }
        assertEquals(outputs.size(), actual.size(), () -> "outputs of " + Bytes.shown(packet));
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
