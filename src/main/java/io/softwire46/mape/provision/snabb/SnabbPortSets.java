package io.softwire46.mape.provision.snabb;

import inet.ipaddr.ipv4.IPv4Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The port sets of the {@code psid-map} blocks, each for a range of IPv4 addresses.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class SnabbPortSets {
    private static final int PORT_BITS = 16;

    /**
     * Lengths of the parts of a port number; null for a malformed one.
     *
     * @param reserved number of bits before the PSID (RFC 7597 section 5.1: a)
     * @param psidLength number of bits of the PSID
     */
    record PortSet(@Nullable Integer reserved, @Nullable Integer psidLength) {}

    private record Range(long last, PortSet ports) {}

    private final SnabbTable table;
    private final DomainReading reading;

    /** Ranges by their first address. */
    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    SnabbPortSets(SnabbTable table, DomainReading reading) {
        this.table = table;
        this.reading = reading;
        table.psidMaps().forEach(this::add);
    }

    private void add(SnabbEntry map) {
        Word first = table.value(map, SnabbLeaf.ADDR);
        if (first == null) {
            reading.refuse(table.place(map.start()), "addr", Finding.MISSING, "is missing in psid-map; add it");
            return;
        }
        Word last = table.value(map, SnabbLeaf.END_ADDR);
        Long from = address(SnabbLeaf.ADDR, first);
        Long to = last == null ? from : address(SnabbLeaf.END_ADDR, last);
        PortSet ports = ports(map);
        if (from == null || to == null) {
            return;
        }
        if (to < from && last != null) {
            reading.refuse(last.place(), "end-addr", last.text(), "is before addr; use the last address of the range");
            return;
        }
        Map.Entry<Long, Range> before = ranges.floorEntry(to);
        if (before != null && before.getValue().last() >= from) {
            reading.refuse(first.place(), "addr", first.text(), "is in another psid-map, too; remove one of them");
            return;
        }
        ranges.put(from, new Range(to, ports));
    }

    private @Nullable Long address(SnabbLeaf leaf, Word word) {
        try {
            return Addresses.bits(Addresses.parseIpv4(leaf.toString(), word.text())) & 0xffff_ffffL;
        } catch (MapConfigurationException e) {
            e.findings().forEach(finding -> reading.add(finding.at(word.place())));
            return null;
        }
    }

    /** Returns the port set of a softwire; null if it has none, which is an error that was added. */
    @Nullable PortSet of(SnabbEntry softwire, @Nullable IPv4Address address) {
        if (softwire.has(SnabbLeaf.PSID_LENGTH) || softwire.has(SnabbLeaf.RESERVED) || softwire.has(SnabbLeaf.SHIFT)) {
            return ports(softwire);
        }
        if (address == null) {
            return null;
        }
        long bits = Addresses.bits(address) & 0xffff_ffffL;
        Map.Entry<Long, Range> range = ranges.floorEntry(bits);
        if (range != null && range.getValue().last() >= bits) {
            return range.getValue().ports();
        }
        if (ranges.isEmpty() || softwire.has(SnabbLeaf.BR_ADDRESS)) {
            missing(softwire);
        } else {
            Word word = table.value(softwire, SnabbLeaf.IPV4);
            reading.refuse(
                    table.place(softwire.offset(SnabbLeaf.IPV4)),
                    "ipv4",
                    word == null ? Finding.MISSING : word.text(),
                    "is in no psid-map; add one with its psid-length");
        }
        return null;
    }

    private PortSet ports(SnabbEntry entry) {
        Integer length = number(entry, SnabbLeaf.PSID_LENGTH);
        Integer reserved = number(entry, SnabbLeaf.RESERVED);
        Integer shift = number(entry, SnabbLeaf.SHIFT);
        boolean bad =
                (entry.has(SnabbLeaf.RESERVED) && reserved == null) || (entry.has(SnabbLeaf.SHIFT) && shift == null);
        if (!entry.has(SnabbLeaf.PSID_LENGTH)) {
            missing(entry);
        }
        if (bad || length == null) {
            return new PortSet(bad ? null : reserved, length);
        }
        if (shift == null) {
            return new PortSet(reserved == null ? Integer.valueOf(0) : reserved, length);
        }
        int rest = PORT_BITS - length - shift;
        if (rest < 0 || (reserved != null && reserved != rest)) {
            reading.refuse(
                    table.place(entry.offset(SnabbLeaf.SHIFT)),
                    "shift",
                    shift.toString(),
                    "is not " + PORT_BITS + " minus psid-length minus reserved-ports-bit-count; remove it");
            return new PortSet(null, length);
        }
        return new PortSet(rest, length);
    }

    private void missing(SnabbEntry entry) {
        reading.refuse(
                table.place(entry.start()),
                "psid-length",
                Finding.MISSING,
                "is missing; add it, 0 for a whole address");
    }

    @Nullable Integer number(SnabbEntry entry, SnabbLeaf leaf) {
        Word word = table.value(entry, leaf);
        return word == null ? null : word.whole(leaf.toString(), reading);
    }
}
