package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Received;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the step that caused an output: the one that sent a packet with the IPv4 Identification of the output, or of the packet
 * that the output quotes. An ICMPv6 echo message counts by its Identifier, an ICMPv6 error by what it quotes. All packets of an exchange have different ones, except for fragments of one packet.
 *
 * <p>Not thread-safe.
 */
public final class Attribution {
    private final Map<Integer, Integer> steps = new HashMap<>();
    private final Map<Integer, byte[]> packets = new HashMap<>();

    /**
     * Adds a packet that was sent.
     *
     * @param step number that {@link #stepOf} returns for its outputs; of fragments, the first one
     * @param octets the packet
     */
    public void add(int step, byte[] octets) {
        PacketView packet = new PacketView(octets);
        int key = packet.key();
        if (key >= 0) {
            steps.putIfAbsent(key, step);
        }
        packets.put(step, octets);
    }

    /** Returns the step that caused an output, or -1 if it cannot be known. */
    public int stepOf(Received output) {
        PacketView packet = new PacketView(output.octets());
        Integer own = steps.get(packet.key());
        Integer quoted = steps.get(packet.quotedKey());
        if (own != null && (quoted == null || isForwarded(packet, own))) {
            return own;
        }
        return quoted != null ? quoted : -1;
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
