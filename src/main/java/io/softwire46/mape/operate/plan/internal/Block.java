package io.softwire46.mape.operate.plan.internal;

import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;

/**
 * An IPv4 prefix.
 *
 * <p>Immutable.
 *
 * @param address 32 bits in network order, without host bits
 * @param length 0 to 32
 */
public record Block(int address, int length) {
    /** Returns the number of addresses, 1 to 2^32. */
    public long size() {
        return 1L << (32 - length);
    }

    /** Returns the first address as a number, 0 to 2^32 - 1. */
    public long first() {
        return address & 0xffff_ffffL;
    }

    /** Returns the last address as a number. */
    public long last() {
        return first() + size() - 1;
    }

    /** Returns whether this contains all addresses of another prefix. */
    public boolean contains(Block other) {
        return other.length >= length && (other.address & Bits.ipv4Mask(length)) == address;
    }

    /** Returns whether the two have an address in common. */
    public boolean overlaps(Block other) {
        return contains(other) || other.contains(this);
    }

    /** Returns the half with the lower addresses; the length is below 32. */
    Block lower() {
        return new Block(address, length + 1);
    }

    /** Returns the half with the higher addresses; the length is below 32. */
    Block upper() {
        return new Block(address | 1 << (31 - length), length + 1);
    }

    /** Returns the prefix as {@code 192.0.2.0/24}. */
    @Override
    public String toString() {
        return Addresses.toText(address) + "/" + length;
    }
}
