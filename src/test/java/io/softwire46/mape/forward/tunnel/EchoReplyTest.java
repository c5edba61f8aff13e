package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.OTHER_BR;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Placement;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Echo requests to the softwire address: RFC 4443 sections 4.1 and 4.2. */
class EchoReplyTest {
    private static final String PROBE = "2001:db9:aaaa::7";
    private static final long IDENTIFIER_SEQUENCE = 0xbeef_0003L;
    private static final byte[] DATA = Bytes.counting(33);

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(Nodes.domain(options, BR + " " + OTHER_BR, RULE));
    }

    private static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.domain(options, BR, RULE), "2001:db8:12:3400::/56");
    }

    private static byte[] request(String from, String to) {
        return icmpv6(from, to, 3, 128, 0, IDENTIFIER_SEQUENCE, DATA);
    }

    private static void assertReplied(byte[] expected, Forwarder node, byte[] request) {
        assertEquals(
                Bytes.hex(expected), Bytes.hex(Outcome.fromIpv6(node, request).only(Verdict.REPLIED)));
    }

    private static void assertBoth(Verdict verdict, ForwardingOptions options, UnaryOperator<byte[]> damage) {
        Outcome.fromIpv6(relay(options), damage.apply(request(PROBE, BR))).assertSilent(verdict);
        Outcome.fromIpv6(edge(options), damage.apply(request(PROBE, CE))).assertSilent(verdict);
    }

    @Test
    void theReplyOctetByOctet() {
        // 8000 0000 0001 0002 and the addresses 2001:db8:ffff::1 and 2001:db9:aaaa::7, length 8 and 58:
        // 8000 + 0001 + 0002 + 2001 + 0db8 + ffff + 0001 + 2001 + 0db9 + aaaa + 0007 + 0008 + 003a = 28669, folded 866b
        // of which the complement is 7994; the reply has 8100 in place of 8000, and 7894
        byte[] request =
                Bytes.hex("60000000 0008 3a 03 20010db9aaaa00000000000000000007 20010db8ffff00000000000000000001"
                        + "8000 7994 0001 0002");
        byte[] reply = Bytes.hex("60000000 0008 3a 40 20010db8ffff00000000000000000001 20010db9aaaa00000000000000000007"
                + "8100 7894 0001 0002");
        assertReplied(reply, relay(OPTIONS), request);
    }

    @Test
    void bothNodesAnswerAtEachOfTheirAddresses() {
        for (String address : new String[] {BR, OTHER_BR}) {
            assertReplied(
                    icmpv6(address, PROBE, 64, 129, 0, IDENTIFIER_SEQUENCE, DATA),
                    relay(OPTIONS),
                    request(PROBE, address));
        }
        assertReplied(icmpv6(CE, PROBE, 64, 129, 0, IDENTIFIER_SEQUENCE, DATA), edge(OPTIONS), request(PROBE, CE));
        assertReplied(icmpv6(BR, CE, 64, 129, 0, IDENTIFIER_SEQUENCE, DATA), relay(OPTIONS), request(CE, BR));
        assertReplied(icmpv6(CE, BR, 64, 129, 0, IDENTIFIER_SEQUENCE, DATA), edge(OPTIONS), request(BR, CE));
        Outcome.fromIpv6(relay(OPTIONS), request(PROBE, CE)).assertSilent(Verdict.NOT_MAP);
        Outcome.fromIpv6(relay(OPTIONS), request(PROBE, "ff02::1")).assertSilent(Verdict.NOT_MAP);
    }

    @Test
    void hopLimitByOptionDscpKeptEcnAndFlowLabelNot() {
        byte[] request = request(PROBE, BR);
        Bytes.put16(request, 0, 0x6bb1); // traffic class 0xbb, flow label 0x12345
        Bytes.put16(request, 2, 0x2345);
        byte[] reply = icmpv6(BR, PROBE, 200, 129, 0, IDENTIFIER_SEQUENCE, DATA);
        Bytes.put16(reply, 0, 0x6b80);
        assertReplied(reply, relay(OPTIONS.with(ForwardingOption.HOP_LIMIT, 200)), request);
    }

    @Test
    void extensionHeadersAreNotRepeated() {
        byte[] message = Bytes.part(request(PROBE, BR), 40, 40 + 8 + DATA.length);
        byte[] request = ipv6(PROBE, BR)
                .header(0, "0000010400000000")
                .header(60, "0000040104010100")
                .payload(58, message)
                .octets();
        assertReplied(icmpv6(BR, PROBE, 64, 129, 0, IDENTIFIER_SEQUENCE, DATA), relay(OPTIONS), request);
    }

    @Test
    void longRequestsAndPaddingToo() {
        byte[] data = Bytes.counting(65535 - 48);
        byte[] request = icmpv6(PROBE, BR, 64, 128, 0, 1, data);
        ForwardingOptions jumbo = OPTIONS.with(ForwardingOption.MTU_V6, 65535);
        assertReplied(icmpv6(BR, PROBE, 64, 129, 0, 1, data), relay(jumbo), request);
        byte[] padded = Bytes.concat(request(PROBE, BR), Bytes.counting(5));
        assertReplied(icmpv6(BR, PROBE, 64, 129, 0, IDENTIFIER_SEQUENCE, DATA), relay(OPTIONS), padded);
    }

    @Test
    void theReplyTakesNoHeadroomAndIsTheSameEverywhere() {
        String expected = Bytes.hex(icmpv6(BR, PROBE, 64, 129, 0, IDENTIFIER_SEQUENCE, DATA));
        for (Placement placement : Placement.values()) {
            Outcome outcome = Outcome.of(placement, relay(OPTIONS), false, request(PROBE, BR), 0, 0);
            assertEquals(expected, Bytes.hex(outcome.only(Verdict.REPLIED)));
        }
    }

    @Test
    void offMeansOff() {
        ForwardingOptions off = OPTIONS.with(ForwardingOption.ECHO_REPLY, false);
        assertBoth(Verdict.DROP_ICMPV6_ECHO, off, request -> request);
        ForwardingOptions noErrors = OPTIONS.with(ForwardingOption.ICMPV6_ERRORS, false); // a reply is no error
        assertEquals(
                1,
                Outcome.fromIpv6(relay(noErrors), request(PROBE, BR)).packets().size());
    }

    @Test
    void damagedRequestsAreNotAnswered() {
        for (int octet : new int[] {9, 41, 42, 43, 44, 47, 48, 80}) { // source, code, checksum, and all octets after it
            assertBoth(Verdict.DROP_ICMPV6_BAD_CHECKSUM, OPTIONS, request -> {
                byte[] copy = request.clone();
                copy[octet] ^= 0x40;
                return copy;
            });
        }
    }

    @Test
    void shortRequestsAreTruncated() {
        for (int octets = 1; octets < 8; octets++) {
            int length = octets;
            assertBoth(Verdict.DROP_TRUNCATED, OPTIONS, request -> {
                byte[] copy = Bytes.part(request, 0, 40 + length);
                Bytes.put16(copy, 4, length);
                return copy;
            });
        }
    }

    @Test
    void requestsWithInvalidSourcesGetNoReply() { // RFC 4443 section 4.2, RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2
        // and 2.7
        for (String source : List.of("::", "ff02::1", "ff0e::7", "::1", "::ffff:192.0.2.1", "::ffff:1.2.3.4")) {
            Outcome.fromIpv6(relay(OPTIONS), request(source, BR)).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
            Outcome.fromIpv6(edge(OPTIONS), request(source, CE)).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        }
        Outcome.fromIpv6(relay(OPTIONS), request(BR, BR)).assertSilent(Verdict.DROP_LOOP);
        Outcome.fromIpv6(edge(OPTIONS), request(CE, CE)).assertSilent(Verdict.DROP_LOOP);
    }

    @Test
    void otherMessagesGetNoReply() {
        for (int type : new int[] {129, 130, 133, 134, 135, 136, 137, 255}) {
            Outcome.fromIpv6(relay(OPTIONS), icmpv6(PROBE, BR, 255, type, 0, 0, DATA))
                    .assertSilent(Verdict.DROP_ICMPV6);
            Outcome.fromIpv6(edge(OPTIONS), icmpv6(PROBE, CE, 255, type, 0, 0, DATA))
                    .assertSilent(Verdict.DROP_ICMPV6);
        }
    }

    @Test
    void repliesAreNotLimitedWithTheErrors() {
        Forwarder node = relay(OPTIONS.with(ForwardingOption.ICMP_ERROR_BURST, 0));
        for (int i = 0; i < 300; i++) {
            Outcome.fromIpv6(node, request(PROBE, BR)).only(Verdict.REPLIED);
        }
    }
}
