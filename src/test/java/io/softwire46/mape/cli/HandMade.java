package io.softwire46.mape.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Packets of RFC 7597 appendix A, examples 2 and 3, written out by hand, and captures of them, written and read with nothing
 * of the code under test.
 */
final class HandMade {
    /** One rule, a header that does not depend on the seed. */
    static final String DOMAIN = """
            { "name": "example", "borderRelay": ["2001:db8:ffff::1"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16,
                           "psidOffset": 6 } ],
              "options": { "flowLabel": "zero" } }
            """;

    static final String JUNOS_DOMAIN = """
            set services softwire softwire-concentrator map-e example ipv4-prefix 192.0.2.0/24
            set services softwire softwire-concentrator map-e example mape-prefix 2001:db8::/40
            set services softwire softwire-concentrator map-e example ea-bits-len 16
            set services softwire softwire-concentrator map-e example psid-offset 6
            set services softwire softwire-concentrator map-e example softwire-address 2001:db8:ffff::1
            """;

    private static final String CE = "20010db8001234000000c00002120034";
    private static final String BR = "20010db8ffff00000000000000000001";
    private static final String UDP_UP = "04d00050000d522d4d41502d45";
    private static final String UDP_DOWN = "005004d0000d522d4d41502d45";

    /** 1.2.3.4:80 to 192.0.2.18:1232, 33 octets, before and after the BR took one from its TTL. */
    static final String ANSWER = "45000021432100004011719301020304c0000212" + UDP_DOWN;

    static final String ANSWER_TTL_63 = "45000021432100003f11729301020304c0000212" + UDP_DOWN;
    static final String ANSWER_IN_TUNNEL = "6000000000210440" + BR + CE + ANSWER_TTL_63;

    /** 192.0.2.18:1232 to 1.2.3.4:80, 33 octets, traffic class 0xb9. */
    static final String REQUEST = "45b90021123400004011a1c7c000021201020304" + UDP_UP;

    static final String REQUEST_TTL_63 = "45b90021123400003f11a2c7c000021201020304" + UDP_UP;
    static final String REQUEST_IN_TUNNEL = "6b90000000210440" + CE + BR + REQUEST_TTL_63;

    /** The same from port 1236, which is PSID 0x35: another CE's. */
    static final String SPOOFED = REQUEST_IN_TUNNEL.replace(UDP_UP, "04d40050000d52294d41502d45");

    /** To port 80 of the shared address: in the unassigned ports. */
    static final String UNASSIGNED = ANSWER.replace(UDP_DOWN, "00500050000d56ad4d41502d45");

    /** To 198.51.100.1, in no rule: 192.0.2.18 is c0000212, 198.51.100.1 is c6336401. */
    static final String ELSEWHERE = "45000021432100004011097101020304c6336401005004d0000d00004d41502d45";

    private HandMade() {}

    static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** A little-endian pcap with microseconds; packet i has the time 1,700,000,000 s + i ms. */
    static byte[] pcap(int linkType, List<String> packets) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(words(0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, linkType));
        int i = 0;
        for (String hex : packets) {
            byte[] packet = octets(hex);
            file.writeBytes(words(1_700_000_000, 1000 * i++, packet.length, packet.length));
            file.writeBytes(packet);
        }
        return file.toByteArray();
    }

    /** A packet with its time, in milliseconds after the first one. */
    record Timed(int millis, byte[] octets) {}

    /** A little-endian pcap of raw IP with microseconds; the first packet has the time 1,700,000,000 s. */
    static byte[] pcap(List<Timed> packets) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(words(0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 101));
        for (Timed each : packets) {
            int length = each.octets().length;
            int seconds = 1_700_000_000 + each.millis() / 1000;
            file.writeBytes(words(seconds, each.millis() % 1000 * 1000, length, length));
            file.writeBytes(each.octets());
        }
        return file.toByteArray();
    }

    static byte[] words(int... words) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            buffer.putInt(word);
        }
        return buffer.array();
    }

    /** Checks the header of an output file as the contract has it, and gives its packets. */
    static List<String> packetsOf(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(0) != 0xa1b2c3d4 || in.getShort(4) != 2 || in.getShort(6) != 4 || in.getInt(20) != 101) {
            throw new AssertionError("not a little-endian pcap of raw IP: " + file);
        }
        List<String> packets = new ArrayList<>();
        int at = 24;
        while (at < in.limit()) {
            int length = in.getInt(at + 8);
            if (in.getInt(at + 12) != length) {
                throw new AssertionError("captured and original length differ");
            }
            packets.add(HexFormat.of().formatHex(in.array(), at + 16, at + 16 + length));
            at += 16 + length;
        }
        return packets;
    }
}
