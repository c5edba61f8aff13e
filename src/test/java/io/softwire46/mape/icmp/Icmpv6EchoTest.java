package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.address;
import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.hex;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.icmp.Messages.BR;
import static io.softwire46.mape.icmp.Messages.ROUTER;
import static io.softwire46.mape.icmp.Messages.icmpv6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.icmp.Icmpv6Echo.Result;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Icmpv6EchoTest {
    private static final long IDENTIFIER_SEQUENCE = 0xbeef_0007L;

    private static byte[] request(byte[] data) {
        return request(ipv6(ROUTER, BR), ROUTER, BR, data);
    }

    private static byte[] request(Ipv6PacketBuilder builder, String source, String destination, byte[] data) {
        return builder.payload(58, icmpv6(address(source), address(destination), 128, 0, IDENTIFIER_SEQUENCE, data))
                .octets();
    }

    /** RFC 4443 section 4.2 by hand: addresses swapped, hop limit 64, data as they were. */
    private static byte[] reply(int trafficClass, byte[] data) {
        byte[] message = icmpv6(address(BR), address(ROUTER), 129, 0, IDENTIFIER_SEQUENCE, data);
        byte[] start = hex("60000000 0000 3a 40");
        start[0] |= (byte) (trafficClass >>> 4);
        start[1] = (byte) (trafficClass << 4);
        put16(start, 4, message.length);
        return concat(start, address(BR), address(ROUTER), message);
    }

    /** The packets that all views hold afterwards, which must be the same; the result must be the given one. */
    private static byte[] answered(byte[] request, int icmpv6At, Result expected) {
        List<byte[]> answers = new ArrayList<>();
        Packet packet = new Packet();
        for (GuardedOctets view : GuardedOctets.all(request)) {
            packet.attach(view.buffer(), view.offset(), request.length, 0);
            Result result = Icmpv6Echo.reply(packet, view.offset() + icmpv6At, request.length - icmpv6At, 64);
            assertEquals(expected, result);
            byte[] now = new byte[packet.length()];
            view.buffer().get(packet.offset(), now);
            answers.add(now);
            view.assertOnlyWritten();
            if (result != Result.REPLIED) {
                view.assertUntouched();
                assertEquals(view.offset(), packet.offset());
                assertEquals(request.length, packet.length());
            }
        }
        for (byte[] answer : answers) {
            assertArrayEquals(answers.get(0), answer);
        }
        return answers.get(0);
    }

    @Test
    void repliesWithTheSameDataOfEveryLength() {
        for (int length = 0; length < 1500; length += length < 70 ? 1 : 13) {
            byte[] data = counting(length);
            assertArrayEquals(reply(0, data), answered(request(data), 40, Result.REPLIED));
        }
    }

    /** Every 16-bit sum appears: a checksum of 0 and what carries do must come out as computed anew. */
    @Test
    void checksumIsTheOneComputedAnew() {
        for (int word = 0; word < 0x10000; word += 1) {
            byte[] data = {(byte) (word >>> 8), (byte) word};
            byte[] request = request(data);
            Packet packet = new Packet().attach(ByteBuffer.wrap(request), 0, request.length, 0);
            assertEquals(Result.REPLIED, Icmpv6Echo.reply(packet, 40, request.length - 40, 64));
            assertArrayEquals(reply(0, data), request);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x00,0x00", "0xb8,0xb8", "0xbb,0xb8", "0x03,0x00", "0xff,0xfc"})
    void keepsTheDscpAndNotTheEcnFieldNorTheFlowLabel(String received, String sent) {
        Ipv6PacketBuilder builder = ipv6(ROUTER, BR)
                .trafficClass(Integer.decode(received))
                .flowLabel(0x5_4321)
                .hopLimit(1);
        byte[] data = counting(20);
        assertArrayEquals(
                reply(Integer.decode(sent), data), answered(request(builder, ROUTER, BR, data), 40, Result.REPLIED));
    }

    @Test
    void doesNotRepeatExtensionHeaders() {
        Ipv6PacketBuilder builder = ipv6(ROUTER, BR).header(0, "00 00 01 04 00000000");
        byte[] data = counting(33);
        assertArrayEquals(reply(0, data), answered(request(builder, ROUTER, BR, data), 48, Result.REPLIED));
        builder.header(60, "00 06 01 34" + "00".repeat(52));
        assertArrayEquals(reply(0, data), answered(request(builder, ROUTER, BR, data), 104, Result.REPLIED));
    }

    @Test
    void octetsAfterThePayloadAreNotPartOfTheReply() {
        byte[] data = counting(4);
        byte[] request = request(data);
        GuardedOctets view = GuardedOctets.all(concat(request, counting(6))).get(2);
        Packet packet = new Packet().attach(view.buffer(), view.offset(), request.length + 6, 0);
        assertEquals(Result.REPLIED, Icmpv6Echo.reply(packet, view.offset() + 40, request.length - 40, 64));
        assertEquals(request.length, packet.length());
        assertArrayEquals(concat(reply(0, data), counting(6)), view.octets());
    }

    @Test
    void otherMessagesStay() {
        for (int type = 0; type < 256; type++) {
            if (type != 128) {
                byte[] packet = Messages.icmpv6Packet(ROUTER, BR, type, 0, IDENTIFIER_SEQUENCE, counting(9));
                answered(packet, 40, Result.NOT_ECHO_REQUEST);
            }
        }
    }

    /** RFC 4443 section 4.2: the code of a reply is 0, whatever the request's is. */
    @Test
    void codeOfTheReplyIsZero() {
        byte[] packet = Messages.icmpv6Packet(ROUTER, BR, 128, 77, IDENTIFIER_SEQUENCE, counting(9));
        assertArrayEquals(reply(0, counting(9)), answered(packet, 40, Result.REPLIED));
    }

    @Test
    void truncatedMessagesStay() {
        byte[] request = request(new byte[0]);
        for (int there = 40; there < 48; there++) {
            answered(part(request, 0, there), 40, Result.TRUNCATED);
        }
        byte[] longer = request(counting(30));
        for (int there = 48; there < longer.length; there++) {
            answered(part(longer, 0, there), 40, Result.BAD_CHECKSUM);
        }
    }

    /** One octet changed in anything that the checksum covers changes the sum: RFC 4443 section 2.3. */
    @Test
    void everyDamagedOctetIsNoticed() {
        byte[] request = request(counting(21));
        Random random = new Random(46);
        for (int at = 8; at < request.length; at++) {
            for (int i = 0; i < 20; i++) {
                byte[] damaged = request.clone();
                damaged[at] ^= (byte) (1 + random.nextInt(255));
                answered(damaged, 40, at == 40 ? Result.NOT_ECHO_REQUEST : Result.BAD_CHECKSUM);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "::,2001:db8:ffff::1",
        "ff02::1,2001:db8:ffff::1",
        "2001:db8:aaaa::7,ff02::1",
        "ff0e::5,ff02::1",
        "::1,2001:db8:ffff::1", // RFC 4291 section 2.5.3
        "::ffff:192.0.2.1,2001:db8:ffff::1" // section 2.5.5.2
    })
    void addressesThatCannotBeSwapped(String source, String destination) {
        byte[] request = request(ipv6(source, destination), source, destination, counting(8));
        answered(request, 40, Result.BAD_ADDRESS);
    }
}
