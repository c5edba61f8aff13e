package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Of the test vectors that come with the paper's reference code: key 00 to 0f, input 00, 01, 02 and so on. */
class SipHashTest {
    private static final long WORD_0 = 0x0706050403020100L;
    private static final long WORD_1 = 0x0f0e0d0c0b0a0908L;

    private final SipHash hash = new SipHash(WORD_0, WORD_1);

    @Test
    void eightOctets() {
        assertEquals(Long.reverseBytes(0x6224939a79f5f593L), hash.hash(WORD_0));
    }

    @Test
    void thirtyTwoOctets() {
        long result = hash.hash(WORD_0, WORD_1, 0x1716151413121110L, 0x1f1e1d1c1b1a1918L);

        assertEquals(Long.reverseBytes(0xce7cf2722f512771L), result);
    }

    @Test
    void nothingIsLeftOfTheInputBefore() {
        hash.hash(1, 2, 3, 4);
        assertEquals(Long.reverseBytes(0x6224939a79f5f593L), hash.hash(WORD_0));
    }
}
