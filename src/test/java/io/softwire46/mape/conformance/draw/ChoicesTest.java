package io.softwire46.mape.conformance.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChoicesTest {

    /** Computed from the published algorithm by another program; those of 1234567 are in wide use as test vectors. */
    @Test
    void numbersOfASeedAreThoseOfSplitMix64() {
        Choices one = Choices.of(1);
        assertEquals(0x910a_2dec_8902_5cc1L, one.nextLong());
        assertEquals(0xbeeb_8da1_658e_ec67L, one.nextLong());
        assertEquals(0xf893_a2ee_fb32_555eL, one.nextLong());
        assertEquals(0x71c1_8690_ee42_c90bL, one.nextLong());
        Choices other = Choices.of(1_234_567);
        assertEquals(6_457_827_717_110_365_317L, other.nextLong());
        assertEquals(3_203_168_211_198_807_973L, other.nextLong());
        assertEquals(Long.parseUnsignedLong("9817491932198370423"), other.nextLong());
    }

    @Test
    void boundedNumbersAreRemaindersWithoutSign() {
        // 0x910a2dec89025cc1 modulo 10, and the second number modulo 2^16
        Choices choices = Choices.of(1);
        assertEquals(
                Integer.parseInt(Long.toUnsignedString(0x910a_2dec_8902_5cc1L).replaceAll(".*(.)$", "$1")),
                choices.nextInt(10));
        assertEquals(0xec67, choices.bits(16));
    }

    @Test
    void recordedDecisionsDrawTheSameAgain() {
        for (long seed = 0; seed < 300; seed++) {
            Choices random = Choices.of(seed);
            var drawn = new RuleSetDraw(new RuleDraw(random, Limits.ALL)).domain();
            Choices recorded = Choices.of(random.taken());
            assertEquals(drawn, new RuleSetDraw(new RuleDraw(recorded, Limits.ALL)).domain());
            assertEquals(random.taken(), recorded.taken());
        }
    }

    @Test
    void decisionsAfterTheLastOneAreZero() {
        Choices choices = Choices.of(ChoiceSequence.of(5, 6));
        assertEquals(5, choices.nextInt(10));
        assertEquals(6, choices.nextLong());
        assertEquals(0, choices.nextLong());
        assertEquals(3, choices.between(3, 9));
        assertFalse(choices.nextBoolean());
        assertFalse(choices.once(2));
        assertEquals("first", choices.pick("first", "second"));
        assertEquals(List.of(), choices.list(Stage.STEPS, 0, 9, () -> 1));
        assertEquals(List.of(1, 1), choices.list(Stage.STEPS, 2, 9, () -> 1));
        assertArrayEquals(new byte[3], choices.octets(3));
        List<Integer> order = new ArrayList<>(List.of(1, 2, 3));
        choices.shuffle(order);
        assertEquals(List.of(1, 2, 3), order);
    }

    /** A decision that fits no longer is reduced, and recorded as reduced. */
    @Test
    void recordedDecisionsStayInTheirBounds() {
        Choices choices = Choices.of(ChoiceSequence.of(27, -1));
        assertEquals(7, choices.nextInt(10));
        assertEquals(255, choices.nextInt(256));
        assertArrayEquals(new long[] {7, 255}, choices.taken().values());
    }

    /** Each number of a range once: the simplest, those above it, those below it. */
    @Test
    void aRangeStartsAtItsSimplestNumber() {
        List<Integer> drawn = IntStream.rangeClosed(0, 6)
                .mapToObj(i -> Choices.of(ChoiceSequence.of(i)).between(2, 8, 5))
                .toList();
        assertEquals(List.of(5, 6, 7, 8, 4, 3, 2), drawn);
        List<Integer> all = IntStream.rangeClosed(0, 6)
                .mapToObj(i -> Choices.of(ChoiceSequence.of(i)).edgy(2, 8, 5, 4))
                .toList();
        assertEquals(drawn, all);
        assertEquals(Integer.MIN_VALUE, Choices.of(ChoiceSequence.of(0)).between(Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void edgesAreDrawnOften() {
        Choices choices = Choices.of(1);
        int[] count = new int[129];
        for (int i = 0; i < 10_000; i++) {
            count[choices.edgy(0, 128, 40, 64)]++;
        }
        assertEquals(0, IntStream.of(count).filter(each -> each == 0).count());
        List<Integer> most = IntStream.rangeClosed(0, 128)
                .boxed()
                .sorted(Comparator.comparing(i -> -count[i]))
                .limit(3)
                .sorted()
                .toList();
        assertEquals(List.of(0, 64, 128), most);
    }

    @Test
    void bitsAreRightAligned() {
        assertEquals(0, Choices.of(1).bits(0));
        assertEquals(0x910a_2dec_8902_5cc1L, Choices.of(1).bits(64));
        assertEquals(0x110a_2dec_8902_5cc1L, Choices.of(1).bits(63));
        assertEquals(1, Choices.of(1).bits(1));
    }

    @Test
    void emptyRangesAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> Choices.of(1).nextInt(0));
    }

    @Test
    void stagesOfDecisionsAreRecorded() {
        Choices choices = Choices.of(1);
        choices.in(Stage.OPTIONS, () -> choices.in(Stage.LENGTHS, choices::nextLong) + choices.nextLong());
        choices.nextLong();
        ChoiceSequence taken = choices.taken();
        assertEquals(
                List.of(Stage.LENGTHS, Stage.OPTIONS, Stage.OTHER),
                IntStream.range(0, 3).mapToObj(taken::stage).toList());
    }
}
