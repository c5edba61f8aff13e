package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.internal.Addresses;
import java.util.Arrays;

/**
 * Prefix field of an S46 option: a length of one octet, and the octets that contain this number of bits. Immutable.
 *
 * @param at offset of the octet with the length
 * @param octets number of octets of the prefix, derived from its length
 * @param prefix prefix with the bits after its length cleared
 * @param clean whether the bits after its length were zero
 */
public record PrefixField(int at, int octets, IPv6Address prefix, boolean clean) {
    private static final int ADDRESS = 16;

    /** Reads a field with a length of 0 to 128 that ends within the option. */
    public static PrefixField read(byte[] octets, int at) {
        int length = OptionOctets.u8(octets, at);
        int count = octetsOf(length);
        byte[] filled = new byte[ADDRESS];
        System.arraycopy(octets, at + 1, filled, 0, count);
        long[] sent = Addresses.bits(OptionOctets.ipv6(filled, 0));
        IPv6Address prefix = masked(sent[0], sent[1], length);
        return new PrefixField(at, count, prefix, Arrays.equals(sent, Addresses.bits(prefix)));
    }

    /** Returns a prefix with the bits after its length cleared. */
    public static IPv6Address masked(long high, long low, int length) {
        long[] bits = Addresses.bits(new IPv6Address(high, low).toPrefixBlock(length));
        return new IPv6Address(bits[0], bits[1], length);
    }

    public static int octetsOf(int length) {
        return (length + 7) / 8;
    }

    /** Returns the end of the field according to its length. */
    public int end() {
        return at + 1 + octets;
    }

    /**
     * Returns the actual end of the field. Some servers send more octets than the length needs, filled with zeros; the field then
     * ends where complete options up to the end begin.
     *
     * @return {@link #end} in a correct option, a larger offset after extra zeros, negative if the option is malformed
     */
    public int endBeforeOptions(byte[] octetsOfOption, int to) {
        int most = Math.min(to, at + 1 + ADDRESS);
        int end = end();
        while (!OptionOctets.areOptions(octetsOfOption, end, to)) {
            if (end == most || octetsOfOption[end] != 0) {
                return -1;
            }
            end++;
        }
        return end;
    }

    /** Returns the actual end of a field at the end of an option; negative if the option is malformed. */
    public int endBeforeNothing(byte[] octetsOfOption, int to) {
        for (int i = end(); i < to; i++) {
            if (octetsOfOption[i] != 0 || i >= at + 1 + ADDRESS) {
                return -1;
            }
        }
        return to;
    }
}
