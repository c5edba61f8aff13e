package io.softwire46.mape.conformance.draw;

import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws ICMPv6 messages to a node: echo, others, and errors about tunnel packets that the node has sent, genuine and
 * not.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class ControlDraw {
    private static final int REMEMBERED = 40;

    private final Choices choices;
    private final List<byte[]> sent = new ArrayList<>();

    public ControlDraw(TrafficDraw traffic) {
        this.choices = traffic.choices();
    }

    /** Remembers tunnel packets that have left. */
    public void sent(List<byte[]> outputs) {
        for (byte[] output : outputs) {
            if (output[0] >>> 4 == 6 && output[6] != 58) {
                sent.add(output);
            }
        }
        while (sent.size() > REMEMBERED) {
            sent.remove(choices.nextInt(sent.size()));
        }
    }

    /** A router in the domain, or something that cannot be answered. */
    private byte[] router() {
        return Bytes.address(
                choices.once(10) ? choices.pick("ff02::1", "::", "::1", "::ffff:192.0.2.1") : "2001:db8:aaaa::7");
    }

    /** An echo request, most often a right one, or another message that is no error. */
    public byte[] query(String node) {
        return choices.in(Stage.HEADERS, () -> queryPacket(node));
    }

    private byte[] queryPacket(String node) {
        int type = choices.pick(128, 128, 128, 128, 129, 135, 137, 255);
        byte[] message = NaiveIcmp.message(type, choices.pick(0, 0, 0, 1), choices.nextInt(), data());
        return packet(router(), Bytes.ofBits(node), choices.once(8) ? part(message, 0, choices.nextInt(8)) : message);
    }

    private byte[] data() {
        return Bytes.counting(
                choices.in(Stage.PAYLOAD, () -> choices.pick(0, 1, 56, 1400, 3000, choices.nextInt(100))));
    }

    /** An error about a packet that was sent, if one was; empty otherwise. */
    public byte[] error(String node) {
        return choices.in(Stage.HEADERS, () -> errorPacket(node));
    }

    private byte[] errorPacket(String node) {
        if (sent.isEmpty()) {
            return queryPacket(node);
        }
        byte[] quote = choices.pick(sent).clone();
        byte[] to = choices.once(5) ? Bytes.ofBits(node) : part(quote, 8, 24);
        if (choices.once(8)) {
            to = Bytes.ofBits(node);
            System.arraycopy(to, 0, quote, 8, 16); // the source fits, but perhaps not the rule
        } else if (choices.once(8)) {
            byte[] other = choices.pick(sent);
            System.arraycopy(other, 24, quote, 24, 16); // a destination of this node, but of another packet
        } else if (choices.once(3)) {
            forge(quote);
        } else if (choices.once(4)) {
            hidePort(quote);
        }
        if (choices.once(3)) {
            quote = part(quote, 0, choices.nextInt(Math.min(quote.length, 200)));
        }
        quote = part(quote, 0, Math.min(quote.length, 1232));
        int type = choices.pick(1, 1, 2, 2, 2, 2, 3, 4, choices.pick(0, 5, choices.nextInt(128)));
        int code = choices.once(6) ? choices.nextInt(256) : 0;
        long word = type == 2 ? mtu() : type == 4 ? choices.pick(44, 44, 52, 40) : 0;
        if (choices.once(4)) {
            int words = choices.once(2) ? choices.nextInt(40) : Math.max(16, (quote.length + 7) / 8);
            quote = concat(
                    quote, new byte[Math.max(0, 8 * words - quote.length)], Bytes.hex("2000abcd00080101deadbeef"));
            word = (long) words << 24;
        }
        return packet(router(), to, NaiveIcmp.message(type, code, word, quote));
    }

    private long mtu() {
        return choices.once(4)
                ? choices.pick(0L, 1279L, 65_575L, 0xffff_ffffL, (long) choices.nextInt())
                : choices.between(1280, 1279 + choices.pick(8, 60, 300));
    }

    /** A right packet too big about a packet that was sent, with one of a few MTUs. */
    public byte[] tooBig(String node) {
        if (sent.isEmpty()) {
            return query(node);
        }
        byte[] about = choices.pick(sent);
        byte[] quote = part(about, 0, Math.min(about.length, 1232));
        return NaiveIcmp.packetV6(
                Bytes.address("2001:db8:aaaa::7"),
                part(about, 8, 24),
                0,
                64,
                NaiveIcmp.message(2, 0, choices.pick(1280, 1300, 1320), quote));
    }

    /** The first place after the IPv6 header, in steps of 8, where an IPv4 header may begin. */
    private static int innerHeader(byte[] quote) {
        int at = 40;
        while (at + 8 < quote.length && quote[at] >>> 4 != 4) {
            at += 8;
        }
        return at;
    }

    /** A bit, or a few, of what the rules are asked about, with the checksum of the inner header as it should be. */
    private void forge(byte[] quote) {
        int inner = innerHeader(quote);
        int at = switch (choices.nextInt(5)) {
            case 0 -> 8 + choices.nextInt(16);
            case 1 -> 24 + choices.nextInt(16);
            case 2 -> inner + 12 + choices.nextInt(8);
            case 3 -> inner + 20 + choices.nextInt(4);
            default -> choices.nextInt(Math.min(quote.length, 90));
        };
        if (at < quote.length) {
            quote[at] ^= (byte) (1 << choices.nextInt(8));
        }
        byte[] right = Bytes.withHeaderChecksum(quote, inner);
        System.arraycopy(right, 0, quote, 0, quote.length);
    }

    /** As a later fragment would be, or an ICMP error. */
    private void hidePort(byte[] quote) {
        int inner = innerHeader(quote);
        // what looks like a header may be payload, so its length may be any
        if (inner >= quote.length || inner + Math.max(20, 4 * (quote[inner] & 15)) + 8 > quote.length) {
            return;
        }
        if (choices.once(2)) {
            put16(quote, inner + 6, choices.pick(0x2001, 0x00b9, 0x40b9, 0x1fff));
        } else {
            quote[inner + 9] = 1;
            quote[inner + 4 * (quote[inner] & 15)] = (byte) (int) choices.pick(3, 4, 5, 11, 12, 13);
        }
        System.arraycopy(Bytes.withHeaderChecksum(quote, inner), 0, quote, 0, quote.length);
    }

    /** Usually with the right checksum, and sometimes after extension headers. */
    private byte[] packet(byte[] from, byte[] to, byte[] message) {
        byte[] summed = message.clone();
        if (summed.length >= 4) {
            put16(summed, 2, 0);
            put16(summed, 2, NaiveIcmp.checksumV6(from, to, summed));
        }
        if (choices.once(12) && summed.length > 0) {
            summed[choices.nextInt(summed.length)] ^= 1;
        }
        Ipv6PacketBuilder packet = Ipv6PacketBuilder.ipv6(from, to)
                .trafficClass(choices.nextInt(256))
                .flowLabel(choices.nextInt(1 << 20))
                .payload(58, summed);
        if (choices.once(6)) {
            packet.header(choices.pick(0, 60), "0000010400000000");
        }
        byte[] octets = packet.octets();
        return choices.once(10) ? concat(octets, new byte[3]) : octets;
    }
}
