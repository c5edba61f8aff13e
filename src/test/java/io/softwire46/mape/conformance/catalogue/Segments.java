package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.List;
import java.util.Set;

/**
 * TCP segments of a product with faults: their maximum segment size.
 *
 * <p>Static methods only.
 */
final class Segments {
    private static final int TCP = 20;

    private Segments() {}

    private static boolean hasSize(byte[] ipv4) {
        return ipv4.length >= 44 && ipv4[0] == 0x45 && ipv4[9] == 6 && ipv4[40] == 2;
    }

    /** The segment before the product handles it. */
    static byte[] before(byte[] ipv4, Set<ControlFault> faults) {
        if (!hasSize(ipv4)) {
            return ipv4;
        }
        byte[] read = ipv4.clone();
        if (faults.contains(ControlFault.SEGMENT_SIZE_OF_ACKS) && read[TCP + 13] == 0x10) {
            read[TCP + 13] = 0x02;
        }
        if (faults.contains(ControlFault.SEGMENT_SIZE_OF_SYN_ACKS_FREE) && read[TCP + 13] == 0x12) {
            read[TCP + 13] = 0x10;
        }
        return read;
    }

    /** Changes an IPv4 packet that the product sends. */
    static void after(byte[] octets, int at, byte[] received, List<Domain> domains, Set<ControlFault> faults) {
        if (!hasSize(received) || octets.length < at + received.length) {
            return;
        }
        octets[at + TCP + 13] = received[TCP + 13];
        Object limit = domains.get(0).options().get("tcpMss");
        boolean isSyn = (received[TCP + 13] & 2) != 0;
        if (faults.contains(ControlFault.SEGMENT_SIZE_RAISED) && isSyn && limit instanceof Number number) {
            Bytes.put16(octets, at + 42, number.intValue());
        }
        if (faults.contains(ControlFault.SEGMENT_SIZE_LOWERED_UNASKED)
                && limit == null
                && u16(octets, at + 42) > 1300) {
            Bytes.put16(octets, at + 42, 1300);
        }
        Bytes.put16(octets, at + TCP + 16, 0);
        byte[] tcp = part(octets, at + TCP, at + received.length);
        byte[] pseudo = {0, 6, (byte) (tcp.length >>> 8), (byte) tcp.length};
        boolean isStale = faults.contains(ControlFault.SEGMENT_CHECKSUM_STALE);
        int right = Bytes.checksum(Bytes.concat(part(octets, at + 12, at + 20), pseudo, tcp));
        Bytes.put16(octets, at + TCP + 16, isStale ? u16(received, TCP + 16) : right);
    }
}
