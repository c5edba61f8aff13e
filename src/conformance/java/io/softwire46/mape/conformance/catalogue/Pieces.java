package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A packet in pieces, which are in the order of their data.
 *
 * @param whole the packet
 * @param list its pieces; the first one shows the IPv4 header
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares them
record Pieces(byte[] whole, List<byte[]> list) {
    private static final int MORE = 0x2000;

    /** An IPv4 packet without options in fragments with this number of octets of data each (RFC 791 section 3.2). */
    static Pieces ofIpv4(byte[] packet, int... octets) {
        List<byte[]> list = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < octets.length; i++) {
            list.add(fragment(packet, at, at + octets[i], i < octets.length - 1));
            at += octets[i];
        }
        return new Pieces(packet, list);
    }

    /** The same, where only the first fragment has the options of a packet; the other packet is the same without. */
    static Pieces ofIpv4(byte[] packet, byte[] withoutOptions, int... octets) {
        List<byte[]> list = new ArrayList<>(ofIpv4(withoutOptions, octets).list);
        byte[] first = Bytes.part(packet, 0, 4 * (packet[0] & 15) + octets[0]);
        Bytes.put16(first, 2, first.length);
        Bytes.put16(first, 6, MORE);
        list.set(0, Bytes.withHeaderChecksum(first, 0));
        return new Pieces(packet, list);
    }

    /** The fragment with these data of a packet without options; the offset is that of the start, rounded down. */
    static byte[] fragment(byte[] packet, int from, int to, boolean more) {
        byte[] fragment = Bytes.concat(Bytes.part(packet, 0, 20), Bytes.part(packet, 20 + from, 20 + to));
        Bytes.put16(fragment, 2, fragment.length);
        Bytes.put16(fragment, 6, (Bytes.u16(packet, 6) & 0xc000) | from / 8 | (more ? MORE : 0));
        return Bytes.withHeaderChecksum(fragment, 0);
    }

    /** A tunnel packet without extension headers in pieces with this number of octets of data each (RFC 8200 section 4.5). */
    static Pieces ofTunnel(byte[] packet, int identification, int... octets) {
        List<byte[]> list = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < octets.length; i++) {
            list.add(piece(packet, identification, at, at + octets[i], i < octets.length - 1));
            at += octets[i];
        }
        return new Pieces(Bytes.part(packet, 40, packet.length), list);
    }

    /** The piece with these data of a tunnel packet without extension headers. */
    static byte[] piece(byte[] packet, int identification, int from, int to, boolean more) {
        return piece(packet, identification, from, Bytes.part(packet, 40 + from, 40 + to), more);
    }

    /** The piece with other data at a place of a tunnel packet. */
    static byte[] piece(byte[] packet, int identification, int from, byte[] data, boolean more) {
        byte[] header = new byte[8];
        header[0] = packet[6];
        Bytes.put16(header, 2, (from & 0xfff8) | (more ? 1 : 0));
        Bytes.put16(header, 4, identification >>> 16);
        Bytes.put16(header, 6, identification & 0xffff);
        byte[] piece = Bytes.concat(Bytes.part(packet, 0, 40), header, data);
        piece[6] = 44;
        Bytes.put16(piece, 4, piece.length - 40);
        return piece;
    }

    /** Pieces that are sent in another form, such as each in a tunnel packet of its own. */
    Pieces each(UnaryOperator<byte[]> form) {
        return new Pieces(whole, list.stream().map(form).toList());
    }

    /** Sends all pieces in an order. The outcome is that of the first piece, which shows what the packet is. */
    int send(CaseBuilder build, Side side, List<Integer> order, Outcome... allowed) {
        int step = -1;
        for (int number : order) {
            if (number == 0 && step < 0) {
                step = build.send(side, list.get(0), allowed);
            } else {
                build.sendPart(side, list.get(number));
            }
        }
        return step;
    }

    /** Sends all pieces as the control of a step. */
    void control(CaseBuilder build, int of, Side side, Outcome allowed) {
        build.control(of, side, list.get(0), allowed);
        list.subList(1, list.size()).forEach(each -> build.sendPart(side, each));
    }
}
