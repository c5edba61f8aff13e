package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/**
 * What a model says of a packet.
 *
 * @param verdict the name of the verdict
 * @param outputs what leaves, in order; after FORWARDED and REPLIED the first is in the packet's window
 * @param ipv4Octets of the IPv4 packet that was forwarded, before it was fragmented; 0 where none was
 */
public record NaiveOutcome(String verdict, List<NaiveOutput> outputs, int ipv4Octets) {

    static NaiveOutcome of(String verdict) {
        return new NaiveOutcome(verdict, List.of(), 0);
    }

    /** What leaves is a message of the node itself. */
    static NaiveOutcome message(String verdict, NaiveOutput message) {
        return new NaiveOutcome(verdict, List.of(message), 0);
    }

    static NaiveOutcome forwarded(byte[] ipv4) {
        return new NaiveOutcome("FORWARDED", List.of(new NaiveOutput(ipv4)), ipv4.length);
    }

    /** That the outcome of the code under test on a packet is this one. */
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
     * In what fragments a packet left: "IPv6 fragments", "ICMPv6 fragments", "tunnelled IPv4 fragments", "IPv4
     * fragments"; or "".
     */
    public String pieces() {
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

    /** Whether a packet left by the way that it was to go. */
    public boolean isForwarded() {
        return verdict.equals("FORWARDED");
    }
}
