package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Received;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the step that caused an output: the one that sent a packet with the IPv4 Identification of the output, or of the packet
 * that the output quotes. An ICMPv6 echo message counts by its Identifier, an ICMPv6 error by what it quotes. All packets of an
 * exchange have different ones, except for fragments of one packet. Where the Identification is unknown, because the product
 * wrote another one, the rest of the packet decides; a NAPT may have changed its addresses and ports, too.
 *
 * <p>Not thread-safe.
 */
public final class Attribution {
    private final Map<Integer, Integer> steps = new HashMap<>();
    private final Map<Integer, byte[]> packets = new HashMap<>();

    /** Steps of pieces of tunnel packets, by addresses and Identification; those without a first piece have nothing else. */
    private final Map<String, Integer> pieces = new HashMap<>();

    /**
     * Adds a packet that was sent.
     *
     * @param step number that {@link #stepOf} returns for its outputs; of fragments, the first one
     * @param octets the packet
     * @param keepsIdentification whether the product does not choose another one, which may be that of another packet
     */
    public void add(int step, byte[] octets, boolean keepsIdentification) {
        PacketView packet = new PacketView(octets);
        int key = packet.key();
        if (key >= 0 && keepsIdentification) {
            steps.putIfAbsent(key, step);
        }
        FragmentView piece = FragmentView.outer(octets);
        if (piece != null) {
            pieces.putIfAbsent(piece.key(), step);
        }
        packets.put(step, octets);
    }

    /** Learns from the first pieces of tunnel packets that leave whose the others are. */
    public void learn(List<Received> outputs) {
        for (Received output : outputs) {
            FragmentView piece = FragmentView.outer(output.octets());
            int step = piece == null || piece.start() > 0 ? -1 : stepOf(output);
            if (piece != null && step >= 0) {
                pieces.putIfAbsent(piece.key(), step);
            }
        }
    }

    /**
     * Returns whether an output says that fragments were not complete in time (RFC 792, RFC 4443 section 3.3). It may leave long
     * after its case, and no case is about it.
     */
    public boolean isLateError(Received output) {
        PacketView packet = new PacketView(output.octets());
        return packet.isReassemblyTimeout() && packet.quotesFragment() && !steps.containsKey(packet.identification());
    }

    /** Returns the step that caused an output, or -1 if it cannot be known. */
    public int stepOf(Received output) {
        PacketView packet = new PacketView(output.octets());
        Integer own = steps.get(packet.key());
        Integer quoted = steps.get(packet.quotedKey());
        if (own != null && (quoted == null || isForwarded(packet, own))) {
            return own;
        }
        if (quoted != null) {
            return quoted;
        }
        byte[] quote = packet.quote();
        FragmentView piece = FragmentView.outer(quote == null ? output.octets() : quote);
        Integer whole = piece == null ? null : pieces.get(piece.key());
        return whole == null ? byContent(packet) : whole;
    }

    /** The packet that differs in its Identification, TTL and checksum only, or in what a NAPT changes; -1 if it is not one. */
    private int byContent(PacketView output) {
        int same = byContent(output, List.of(4, 5, 8, 10, 11), false);
        return same >= 0 ? same : byContent(output, List.of(4, 5, 8, 10, 11, 12, 13, 14, 15), true);
    }

    private int byContent(PacketView output, List<Integer> free, boolean translated) {
        byte[] seen = without(output, free, translated);
        int found = -1;
        for (Map.Entry<Integer, byte[]> each : packets.entrySet()) {
            if (seen.length >= 20 && Arrays.equals(seen, without(new PacketView(each.getValue()), free, translated))) {
                if (found >= 0) {
                    return -1;
                }
                found = each.getKey();
            }
        }
        return found;
    }

    private static byte[] without(PacketView packet, List<Integer> free, boolean translated) {
        byte[] ipv4 = packet.ipv4();
        if (ipv4 == null || ipv4.length < 20) {
            return new byte[0];
        }
        byte[] copy = translated ? SourcePort.without(ipv4) : ipv4.clone();
        for (int at : free) {
            copy[at] = 0;
        }
        return copy;
    }

    /** Whether an output with a quote is a packet that was sent, and not an error about one with an equal identification. */
    private boolean isForwarded(PacketView output, int step) {
        byte @Nullable [] sent = new PacketView(packets.getOrDefault(step, new byte[0])).ipv4();
        byte @Nullable [] seen = output.ipv4();
        return sent != null
                && seen != null
                && sent.length >= 20
                && seen.length >= 20
                && Arrays.equals(sent, 12, 20, seen, 12, 20);
    }
}
