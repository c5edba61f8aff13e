package io.softwire46.mape.proof;

import java.util.List;

/**
 * Internet checksums (RFC 1071) and their update (RFC 1624): the arithmetic of {@code InternetChecksum}, {@code Ipv4Words} and of the
 * columns of the fast path.
 *
 * @param <W> a word
 * @param <T> a truth value
 */
public class ChecksumFormulas<W, T> {
    private static final long LOW_32_BITS = 0xffff_ffffL;

    protected final Words<W, T> words;

    public ChecksumFormulas(Words<W, T> words) {
        this.words = words;
    }

    /** Returns a sum folded to 16 bits, by two additions of swapped halves. */
    public W fold(W sum) {
        W halves = words.right(words.plus(sum, words.rotateLeft(sum, words.constant(32))), 32);
        W swapped = words.or(words.and(words.left(halves, 16), LOW_32_BITS), words.right(halves, 16));
        return words.right(words.and(words.plus(halves, swapped), LOW_32_BITS), 16);
    }

    /** Returns the checksum for a sum. */
    public W checksum(W sum) {
        return complement(fold(sum));
    }

    /** Returns a sum folded to 16 bits as in RFC 1071 section 4.1: carries are added until there are none. */
    public W foldByCarries(W sum) {
        W folded = sum;
        for (int i = 0; i < 6; i++) { // enough for 64 bits; without a carry, nothing changes
            folded = words.plus(words.and(folded, 0xffff), words.right(folded, 16));
        }
        return folded;
    }

    protected W complement(W word) {
        return words.and(words.not(word), 0xffff);
    }

    /** Returns a checksum after one word has changed (RFC 1624 equation 3). */
    public W update(W checksum, W oldWord, W newWord) {
        W sum = words.plus(words.plus(complement(checksum), complement(oldWord)), newWord);
        return complement(carry(carry(sum)));
    }

    protected W carry(W sum) {
        return words.plus(words.right(sum, 16), words.and(sum, 0xffff));
    }

    /** Returns Time to Live, Protocol and Header Checksum after one hop, from the word at 8. */
    public W oneHopLess(W second) {
        W inverted = words.plus(complement(words.right(second, 32)), 0xffff - 0x0100);
        W checksum = complement(words.plus(words.and(inverted, 0xffff), words.right(inverted, 16)));
        return words.or(words.left(words.minus(words.right(second, 48), 0x0100), 16), checksum);
    }

    /** Returns the sum of a header of 20 octets in words of 32 bits, from the words at 0, 8 and 16. */
    public W columnSum(W first, W second, W third) {
        W sum = words.plus(words.right(first, 32), words.and(first, LOW_32_BITS));
        sum = words.plus(words.plus(sum, words.right(second, 32)), words.and(second, LOW_32_BITS));
        return words.plus(sum, words.right(third, 32));
    }

    /** Returns 0 for the sum of a header with a correct checksum, else a negative word. */
    public W columnTest(W sum) {
        W halves = words.plus(words.and(sum, LOW_32_BITS), words.right(sum, 32));
        W folded = words.plus(words.and(halves, 0xffff), words.right(halves, 16));
        return words.minus(words.plus(words.and(folded, 0xffff), words.right(folded, 16)), 0xffff);
    }

    /** Returns the sum of the 16-bit words of a header of 20 octets: those at even or those at odd index. */
    public W wordSum(W first, W second, W third, int odd) {
        W sum = words.zero();
        for (W word : List.of(first, second)) {
            for (int i = 0; i < 4; i++) {
                if (i % 2 == odd) {
                    sum = words.plus(sum, words.and(words.right(word, 48 - 16 * i), 0xffff));
                }
            }
        }
        return words.plus(sum, words.and(words.right(third, 48 - 16 * odd), 0xffff));
    }

    /** Returns a word with its octets swapped. */
    public W swap(W word) {
        return words.or(words.left(words.and(word, 0xff), 8), words.right(word, 8));
    }
}
