package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.List;

/**
 * IPv4 headers with one wrong field.
 *
 * <p>Static methods only.
 */
final class Damage {
    static final List<String> NAMES = List.of(
            "checksum",
            "version",
            "header length below 5",
            "header length beyond the packet",
            "total length below header",
            "total length beyond the packet");

    private Damage() {}

    /** A packet of at most 60 octets with a wrong field; all but the first have a right checksum of what they say. */
    static byte[] of(Choices choices, byte[] packet, int defect) {
        byte[] wrong = packet.clone();
        switch (defect) {
            case 0 -> {
                int bit = choices.in(Stage.HEADERS, () -> choices.nextInt(16));
                wrong[10 + bit / 8] ^= (byte) (1 << bit % 8);
                return wrong;
            }
            case 1 -> {
                int version = choices.in(Stage.HEADERS, () -> choices.pick(5, 0, 7, 15));
                wrong[0] = (byte) (version << 4 | (wrong[0] & 15));
            }
            case 2 -> wrong[0] = (byte) (0x40 | choices.in(Stage.HEADERS, () -> choices.nextInt(5)));
            case 3 -> {
                wrong = Bytes.part(packet, 0, Math.min(packet.length, 36));
                Bytes.put16(wrong, 2, wrong.length);
                wrong[0] = 0x4f;
            }
            case 4 -> Bytes.put16(wrong, 2, choices.in(Stage.HEADERS, () -> choices.nextInt(20)));
            default -> Bytes.put16(wrong, 2, packet.length + choices.in(Stage.HEADERS, () -> choices.between(1, 999)));
        }
        return withChecksum(wrong);
    }

    /** With the right checksum of as much header as there is, at least of 20 octets. */
    private static byte[] withChecksum(byte[] packet) {
        int header = Math.max(20, Math.min(packet.length, 4 * (packet[0] & 15)));
        Bytes.put16(packet, 10, 0);
        Bytes.put16(packet, 10, Bytes.checksum(Bytes.part(packet, 0, header)));
        return packet;
    }
}
