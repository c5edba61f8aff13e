package io.softwire46.mape.icmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    /** How many tokens there are at a time. */
    private static int drain(TokenBucket bucket, long nowNanos) {
        int taken = 0;
        while (taken < 1_000_000 && bucket.tryTake(nowNanos)) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 123_456_789_012L, -5_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void isFullAtFirstWheneverThatIs(long start) {
        TokenBucket bucket = TokenBucket.of(10, 7);
        assertEquals(7, drain(bucket, start));
        assertEquals(0, drain(bucket, start + SECOND / 10 - 1), "a nanosecond too early");
        assertEquals(1, drain(bucket, start + SECOND / 10));
        assertEquals(7, drain(bucket, start + 10 * SECOND), "never more than the burst");
    }

    /** RFC 4443 section 2.4 f: example values for a small device, B = 10 and N = 10 a second. */
    @Test
    void longRunIsTheRate() {
        TokenBucket bucket = TokenBucket.of(10, 10);
        int taken = 0;
        for (long now = -SECOND; now < 99 * SECOND; now += SECOND / 1000) {
            taken += bucket.tryTake(now) ? 1 : 0;
        }
        assertEquals(10 + 999, taken); // in 99.999 s
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,100", "100,0"})
    void zeroMeansNever(int rate, int burst) {
        TokenBucket bucket = TokenBucket.of(rate, burst);
        for (long now = -3 * SECOND; now < 3 * SECOND; now += SECOND / 7) {
            assertFalse(bucket.tryTake(now));
        }
        assertFalse(bucket.tryTake(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({"-1,1", "1,-1", "-2147483648,0", "0,-2147483648"})
    void refusesNegativeNumbers(int rate, int burst) {
        assertThrows(IllegalArgumentException.class, () -> TokenBucket.of(rate, burst));
    }

    @Test
    void largestNumbersDoNotOverflow() {
        TokenBucket fast = TokenBucket.of(Integer.MAX_VALUE, 1);
        assertEquals(1, drain(fast, 0));
        assertEquals(1, drain(fast, 1), "two tokens a nanosecond, of which one finds room");
        TokenBucket large = TokenBucket.of(1, Integer.MAX_VALUE);
        assertEquals(1_000_000, drain(large, -SECOND));
        assertTrue(large.tryTake(Long.MAX_VALUE - 2 * SECOND));
        TokenBucket both = TokenBucket.of(Integer.MAX_VALUE, Integer.MAX_VALUE);
        for (long now = 0; now < 1_000_000; now++) {
            assertTrue(both.tryTake(now * SECOND));
        }
    }

    @Test
    void clockMayRunOver() {
        TokenBucket bucket = TokenBucket.of(1, 1);
        assertEquals(1, drain(bucket, Long.MAX_VALUE));
        assertEquals(0, drain(bucket, Long.MAX_VALUE + SECOND - 1));
        assertEquals(1, drain(bucket, Long.MAX_VALUE + SECOND));
    }

    /** Packets that are slightly out of order get no additional tokens, for any number of them. */
    @Test
    void smallStepsBackGiveNothing() {
        TokenBucket bucket = TokenBucket.of(10, 10); // fills in a second
        assertEquals(10, drain(bucket, SECOND));
        for (int i = 0; i < 1000; i++) {
            assertEquals(0, drain(bucket, 1));
            assertEquals(0, drain(bucket, SECOND));
        }
        assertEquals(1, drain(bucket, SECOND + SECOND / 10));
    }

    /** Between the two: the time in which ten tokens flow in. */
    @Test
    void stepBackIsLargeFromTheTimeToFillOn() {
        TokenBucket small = TokenBucket.of(10, 10);
        assertEquals(10, drain(small, 0));
        assertEquals(0, drain(small, 1 - SECOND));
        assertEquals(0, drain(small, SECOND / 10 - 1));
        TokenBucket large = TokenBucket.of(10, 10);
        assertEquals(10, drain(large, 0));
        assertEquals(0, drain(large, -SECOND));
        assertEquals(1, drain(large, -SECOND + SECOND / 10));
    }

    /** A clock that was set back by hours must not silence the node for hours. */
    @Test
    void largeStepBackStartsAnew() {
        TokenBucket bucket = TokenBucket.of(10, 10);
        assertEquals(10, drain(bucket, 3600 * SECOND));
        assertEquals(0, drain(bucket, 5 * SECOND));
        assertEquals(0, drain(bucket, 5 * SECOND + SECOND / 10 - 1));
        assertEquals(1, drain(bucket, 5 * SECOND + SECOND / 10));
    }
}
