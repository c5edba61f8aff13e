package io.softwire46.mape.conformance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.NaiveTcp.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transitions of RFC 7857 figure 1, one row each: packets from the inside are written as {@code >}. */
class NaiveTcpTest {
    private int insideNext;
    private int outsideNext;

    private NaiveNaptPacket packet(boolean fromInside, String name) {
        int flags = switch (name) {
            case "SYN" -> 2;
            case "SYNACK" -> 18;
            case "ACK" -> 16;
            case "FIN" -> 17;
            case "RST", "FARRST" -> 4;
            default -> throw new IllegalArgumentException(name);
        };
        byte[] segment = new byte[20];
        int sequence = (fromInside ? insideNext : outsideNext) + (name.equals("FARRST") ? 1 << 21 : 0);
        int acknowledged = fromInside ? outsideNext : insideNext;
        Bytes.put16(segment, 4, sequence >>> 16);
        Bytes.put16(segment, 6, sequence);
        Bytes.put16(segment, 8, acknowledged >>> 16);
        Bytes.put16(segment, 10, acknowledged);
        segment[12] = 0x50;
        segment[13] = (byte) flags;
        int counted = (flags & 2) / 2 + (flags & 1);
        if (fromInside) {
            insideNext += counted;
        } else {
            outsideNext += counted;
        }
        return new NaiveNaptPacket(Ipv4PacketBuilder.ipv4("192.0.2.1", "192.0.2.2")
                .payload(6, segment)
                .octets());
    }

    @ParameterizedTest
    @CsvSource({
        ">SYN, INSIDE_SYN, true",
        "<SYN, OUTSIDE_SYN, true",
        ">SYN >SYN, INSIDE_SYN, true",
        ">SYN <SYNACK, ESTABLISHED, true",
        ">SYN <SYNACK >ACK, ESTABLISHED, false",
        // simultaneous open (RFC 5382 REQ-2a)
        ">SYN <SYN, ESTABLISHED, true",
        ">SYN <SYN >SYNACK <SYNACK, ESTABLISHED, false",
        "<SYN >SYNACK <ACK, ESTABLISHED, false",
        ">SYN <SYNACK >ACK >FIN, INSIDE_FIN, false",
        ">SYN <SYNACK >ACK <FIN, OUTSIDE_FIN, false",
        ">SYN <SYNACK >ACK >FIN <ACK, INSIDE_FIN, false",
        ">SYN <SYNACK >ACK >FIN <FIN, BOTH_FIN, false",
        ">SYN <SYNACK >ACK >FIN <FIN >ACK, TIME_WAIT, false",
        ">SYN <SYNACK >ACK <FIN >ACK >FIN <ACK, TIME_WAIT, false",
        ">SYN <SYNACK >ACK <RST, TRANS, false",
        ">SYN <SYNACK >ACK >RST, TRANS, false",
        ">SYN <SYNACK >ACK <RST <RST, TRANS, false",
        ">SYN <SYNACK >ACK <RST >ACK, ESTABLISHED, false",
        // RFC 7857 section 2.2: a RST that may be forged
        ">SYN <SYNACK >ACK <FARRST, ESTABLISHED, false",
        // a SYN in a session that is established
        ">SYN <SYNACK >ACK >SYN, ESTABLISHED, false",
    })
    void statesOfFigure1(String packets, State expected, boolean opening) {
        NaiveTcp tcp = null;
        for (String each : packets.split(" ")) {
            boolean fromInside = each.charAt(0) == '>';
            NaiveNaptPacket packet = packet(fromInside, each.substring(1));
            if (tcp == null) {
                tcp = new NaiveTcp(packet, fromInside);
            } else {
                tcp.take(packet, fromInside);
            }
        }
        assertEquals(expected, tcp.state());
        if (expected != State.TRANS && expected != State.TIME_WAIT) {
            assertEquals(opening, tcp.isOpening());
        }
    }
}
