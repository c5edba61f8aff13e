package io.softwire46.mape.conformance.draw;

import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws ICMPv6 messages to a node: echo, others, and errors about tunnel packets that the node has sent, genuine and
 * not.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class ControlDraw {
    private static final int REMEMBERED = 40;

    private final TrafficDraw traffic;
    private final Random random;
    private final List<byte[]> sent = new ArrayList<>();

    public ControlDraw(TrafficDraw traffic) {
        this.traffic = traffic;
        this.random = traffic.random;
    }

    /** Remembers tunnel packets that have left. */
    public void sent(List<byte[]> outputs) {
        for (byte[] output : outputs) {
            if (output[0] >>> 4 == 6 && output[6] != 58) {
                sent.add(output);
            }
        }
        while (sent.size() > REMEMBERED) {
            sent.remove(random.nextInt(sent.size()));
        }
    }

    /** A router in the domain, or something that cannot be answered. */
    private byte[] router() {
        return Bytes.address(
                traffic.once(10) ? traffic.pick("ff02::1", "::", "::1", "::ffff:192.0.2.1") : "2001:db8:aaaa::7");
    }

    /** An echo request, most often a right one, or another message that is no error. */
    public byte[] query(String node) {
        int type = traffic.pick(128, 128, 128, 128, 129, 135, 137, 255);
        byte[] message = NaiveIcmp.message(type, traffic.pick(0, 0, 0, 1), random.nextInt(), data());
        return packet(router(), Bytes.ofBits(node), traffic.once(8) ? part(message, 0, random.nextInt(8)) : message);
    }

    private byte[] data() {
        return Bytes.counting(traffic.pick(0, 1, 56, 1400, 3000, random.nextInt(100)));
    }

    /** An error about a packet that was sent, if one was; empty otherwise. */
    public byte[] error(String node) {
        if (sent.isEmpty()) {
            return query(node);
        }
        byte[] quote = sent.get(random.nextInt(sent.size())).clone();
        byte[] to = traffic.once(5) ? Bytes.ofBits(node) : part(quote, 8, 24);
        if (traffic.once(8)) {
            to = Bytes.ofBits(node);
            System.arraycopy(to, 0, quote, 8, 16); // the source fits, but perhaps not the rule
        } else if (traffic.once(8)) {
            byte[] other = sent.get(random.nextInt(sent.size()));
            System.arraycopy(other, 24, quote, 24, 16); // a destination of this node, but of another packet
        } else if (traffic.once(3)) {
            forge(quote);
        } else if (traffic.once(4)) {
            hidePort(quote);
        }
        if (traffic.once(3)) {
            quote = part(quote, 0, random.nextInt(Math.min(quote.length, 200)));
        }
        quote = part(quote, 0, Math.min(quote.length, 1232));
        int type = traffic.pick(1, 1, 2, 2, 2, 2, 3, 4, traffic.pick(0, 5, random.nextInt(128)));
        int code = traffic.once(6) ? random.nextInt(256) : 0;
        long word = type == 2 ? mtu() : type == 4 ? traffic.pick(44, 44, 52, 40) : 0;
        if (traffic.once(4)) {
            int words = traffic.once(2) ? random.nextInt(40) : Math.max(16, (quote.length + 7) / 8);
            quote = concat(
                    quote, new byte[Math.max(0, 8 * words - quote.length)], Bytes.hex("2000abcd00080101deadbeef"));
            word = (long) words << 24;
        }
        return packet(router(), to, NaiveIcmp.message(type, code, word, quote));
    }

    private long mtu() {
        return traffic.once(4)
                ? traffic.pick(0L, 1279L, 65_575L, 0xffff_ffffL, (long) random.nextInt())
                : 1280 + random.nextInt(traffic.pick(8, 60, 300));
    }

    /** A right packet too big about a packet that was sent, with one of a few MTUs. */
    public byte[] tooBig(String node) {
        if (sent.isEmpty()) {
            return query(node);
        }
        byte[] about = sent.get(random.nextInt(sent.size()));
        byte[] quote = part(about, 0, Math.min(about.length, 1232));
        return NaiveIcmp.packetV6(
                Bytes.address("2001:db8:aaaa::7"),
                part(about, 8, 24),
                0,
                64,
                NaiveIcmp.message(2, 0, traffic.pick(1280, 1300, 1320), quote));
    }

    /** A bit, or a few, of what the rules are asked about, with the checksum of the inner header as it should be. */
    private void forge(byte[] quote) {
        int inner = 40;
        while (inner + 8 < quote.length && quote[inner] >>> 4 != 4) {
            inner += 8;
        }
        int at = switch (random.nextInt(5)) {
            case 0 -> 8 + random.nextInt(16);
            case 1 -> 24 + random.nextInt(16);
            case 2 -> inner + 12 + random.nextInt(8);
            case 3 -> inner + 20 + random.nextInt(4);
            default -> random.nextInt(Math.min(quote.length, 90));
        };
        if (at < quote.length) {
            quote[at] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] right = Bytes.withHeaderChecksum(quote, inner);
        System.arraycopy(right, 0, quote, 0, quote.length);
    }

    /** As a later fragment would be, or an ICMP error. */
    private void hidePort(byte[] quote) {
        int inner = 40;
        while (inner + 8 < quote.length && quote[inner] >>> 4 != 4) {
            inner += 8;
        }
        if (inner + 28 > quote.length) {
            return;
        }
        if (traffic.once(2)) {
            put16(quote, inner + 6, traffic.pick(0x2001, 0x00b9, 0x40b9, 0x1fff));
        } else {
            quote[inner + 9] = 1;
            quote[inner + 4 * (quote[inner] & 15)] = (byte) (int) traffic.pick(3, 4, 5, 11, 12, 13);
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
        if (traffic.once(12) && summed.length > 0) {
            summed[random.nextInt(summed.length)] ^= 1;
        }
        Ipv6PacketBuilder packet = Ipv6PacketBuilder.ipv6(from, to)
                .trafficClass(random.nextInt(256))
                .flowLabel(random.nextInt(1 << 20))
                .payload(58, summed);
        if (traffic.once(6)) {
            packet.header(traffic.pick(0, 60), "0000010400000000");
        }
        byte[] octets = packet.octets();
        return traffic.once(10) ? concat(octets, new byte[3]) : octets;
    }
}
