package io.softwire46.mape.map.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Shift distances that have no effect in Java: 0, 32, 64, 128. {@link BitsProperties} has the rest. */
class BitsTest {
    private static final long ONES = -1L;

    @Test
    void aMaskOf0BitsIsEmptyAndOf64BitsFull() {
        assertEquals(0, Bits.mask(0));
        assertEquals(1, Bits.mask(1));
        assertEquals(0xffff_ffffL, Bits.mask(32));
        assertEquals(Long.MAX_VALUE, Bits.mask(63));
        assertEquals(ONES, Bits.mask(64));
    }

    @Test
    void anIpv4MaskOf0BitsIsEmptyAndOf32BitsFull() {
        assertEquals(0, Bits.ipv4Mask(0));
        assertEquals(0x8000_0000, Bits.ipv4Mask(1));
        assertEquals(0xffff_ff00, Bits.ipv4Mask(24));
        assertEquals(0xffff_fffe, Bits.ipv4Mask(31));
        assertEquals(0xffff_ffff, Bits.ipv4Mask(32));
    }

    @Test
    void anIpv6MaskOf0BitsIsEmpty() {
        assertEquals(0, Bits.ipv6MaskHigh(0));
        assertEquals(0, Bits.ipv6MaskLow(0));
    }

    @Test
    void anIpv6MaskOf64BitsIsTheUpperHalf() {
        assertEquals(ONES << 1, Bits.ipv6MaskHigh(63));
        assertEquals(0, Bits.ipv6MaskLow(63));
        assertEquals(ONES, Bits.ipv6MaskHigh(64));
        assertEquals(0, Bits.ipv6MaskLow(64));
        assertEquals(ONES, Bits.ipv6MaskHigh(65));
        assertEquals(1L << 63, Bits.ipv6MaskLow(65));
    }

    @Test
    void anIpv6MaskOf128BitsIsFull() {
        assertEquals(ONES, Bits.ipv6MaskHigh(128));
        assertEquals(ONES << 1, Bits.ipv6MaskLow(127));
        assertEquals(ONES, Bits.ipv6MaskLow(128));
    }

    @Test
    void aFieldOf0BitsIsZeroAtAnyPosition() {
        for (int from : new int[] {0, 1, 63, 64, 65, 127, 128}) {
            assertEquals(0, Bits.extract(ONES, ONES, from, 0));
            assertEquals(0, Bits.placeHigh(0, from, 0));
            assertEquals(0, Bits.placeLow(0, from, 0));
        }
    }

    @Test
    void aFieldThatEndsAtBit64StaysInTheUpperHalf() {
        assertEquals(0xcdef, Bits.extract(0x0123_4567_89ab_cdefL, ONES, 48, 16));
        assertEquals(0xcdef, Bits.placeHigh(0xcdef, 48, 16));
        assertEquals(0, Bits.placeLow(0xcdef, 48, 16));
    }

    @Test
    void aFieldThatStartsAtBit64StaysInTheLowerHalf() {
        assertEquals(0x0123, Bits.extract(ONES, 0x0123_4567_89ab_cdefL, 64, 16));
        assertEquals(0, Bits.placeHigh(0x0123, 64, 16));
        assertEquals(0x0123L << 48, Bits.placeLow(0x0123, 64, 16));
    }

    @Test
    void aFieldAcrossBit64IsRead() {
        assertEquals(0xef01, Bits.extract(0x0123_4567_89ab_cdefL, 0x0123_4567_89ab_cdefL, 56, 16));
        assertEquals(0xef, Bits.placeHigh(0xef01, 56, 16));
        assertEquals(0x01L << 56, Bits.placeLow(0xef01, 56, 16));
    }

    @Test
    void aFieldMayEndAtBit128() {
        assertEquals(0xcdef, Bits.extract(0, 0x0123_4567_89ab_cdefL, 112, 16));
        assertEquals(0xcdef, Bits.placeLow(0xcdef, 112, 16));
        assertEquals(1, Bits.extract(0, 1, 127, 1));
    }
}
