package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.internal.Addresses;
import java.util.Arrays;

/**
 * A prefix of an S46 option: a length of one octet, and as many octets as hold that many bits. Immutable.
 *
 * @param at of the octet with the length
 * @param octets of the prefix, by its length
 * @param prefix without what was set beyond its length
 * @param clean whether nothing was set there
 */
public record PrefixField(int at, int octets, IPv6Address prefix, boolean clean) {
    private static final int ADDRESS = 16;

    /** Takes a length of 0 to 128 and a prefix that ends before the option does. */
    public static PrefixField read(byte[] octets, int at) {
        int length = OptionOctets.u8(octets, at);
        int count = octetsOf(length);
        byte[] filled = new byte[ADDRESS];
        System.arraycopy(octets, at + 1, filled, 0, count);
        long[] sent = Addresses.bits(OptionOctets.ipv6(filled, 0));
        IPv6Address prefix = masked(sent[0], sent[1], length);
        return new PrefixField(at, count, prefix, Arrays.equals(sent, Addresses.bits(prefix)));
    }

    /** A prefix without bits beyond its length. */
    public static IPv6Address masked(long high, long low, int length) {
        long[] bits = Addresses.bits(new IPv6Address(high, low).toPrefixBlock(length));
        return new IPv6Address(bits[0], bits[1], length);
    }

    public static int octetsOf(int length) {
        return (length + 7) / 8;
    }

    /** Where the field ends by its length. */
    public int end() {
        return at + 1 + octets;
    }

    /**
     * Where the field really ends: some servers send it longer than its length asks for, filled with zeros. That is
     * recognized by what follows, which is options up to the end and nothing else.
     *
     * @return {@link #end} when all is well, more when zeros had to be passed over, negative when nothing helps
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

    /** The same for a field that nothing may follow. */
    public int endBeforeNothing(byte[] octetsOfOption, int to) {
        for (int i = end(); i < to; i++) {
            if (octetsOfOption[i] != 0 || i >= at + 1 + ADDRESS) {
                return -1;
            }
        }
        return to;
    }
}
