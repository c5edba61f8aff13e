package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** Internet checksums (RFC 1071, RFC 1624). */
final class ChecksumProofs {
    private final Prover prover;
    private final SolverWords words;
    private final ChecksumFormulas<BitVecExpr, BoolExpr> formulas;

    ChecksumProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        formulas = new ChecksumFormulas<>(words);
    }

    /** Folding by swapped halves equals adding the carries until there are none. */
    String fold() {
        BitVecExpr sum = words.any("sum", 61);
        prover.prove("fold", words.always(), words.same(formulas.fold(sum), formulas.foldByCarries(sum)));
        ChecksumFormulas<BitVecExpr, BoolExpr> fault = new ChecksumFormulas<>(words) {
            @Override
            public BitVecExpr fold(BitVecExpr of) {
                BitVecExpr halves =
                        words.and(words.plus(words.and(of, 0xffff_ffffL), words.right(of, 32)), 0xffff_ffffL);
                return words.and(words.plus(words.right(halves, 16), words.and(halves, 0xffff)), 0xffff); // no carry
            }
        };
        HeaderProof header = new HeaderProof(words);
        BitVecExpr of = formulas.columnSum(header.first, header.second, header.third);
        return header.example(
                prover.refute(header.printable(), words.same(fault.fold(of), formulas.foldByCarries(of))));
    }

    /** The test in columns accepts a header if and only if RFC 1071 does. */
    String columns() {
        HeaderProof header = new HeaderProof(words);
        BitVecExpr even = formulas.wordSum(header.first, header.second, header.third, 0);
        BitVecExpr odd = formulas.wordSum(header.first, header.second, header.third, 1);
        BitVecExpr sum = formulas.columnSum(header.first, header.second, header.third);
        long greatest = 5 * 0xffffL;
        prover.prove("sum of halves", words.always(), words.same(sum, words.plus(words.left(even, 16), odd)));
        prover.prove(
                "greatest sums", words.always(), words.both(words.atMost(even, greatest), words.atMost(odd, greatest)));
        BitVecExpr high = words.any("even", 19);
        BitVecExpr low = words.any("odd", 19);
        BoolExpr sums = words.both(words.atMost(high, greatest), words.atMost(low, greatest));
        BitVecExpr test = formulas.columnTest(words.plus(words.left(high, 16), low));
        BoolExpr correct = words.same(formulas.foldByCarries(words.plus(high, low)), 0xffff);
        prover.prove("test", sums, words.equivalent(words.opposite(words.negative(test)), correct));
        prover.prove("is not positive", sums, words.either(words.negative(test), words.same(test, 0)));
        ChecksumFormulas<BitVecExpr, BoolExpr> fault = new ChecksumFormulas<>(words) {
            @Override
            public BitVecExpr columnTest(BitVecExpr of) {
                BitVecExpr halves = words.plus(words.and(of, 0xffff_ffffL), words.right(of, 32));
                return words.minus(
                        words.plus(words.and(halves, 0xffff), words.right(halves, 16)), 0xffff); // no last fold
            }
        };
        return header.example(prover.refute(
                words.both(header.printable(), words.same(words.and(header.first, 0x3fff), 0)),
                words.equivalent(
                        words.opposite(words.negative(fault.columnTest(sum))),
                        words.same(formulas.foldByCarries(words.plus(even, odd)), 0xffff))));
    }

    /** An updated checksum equals the one computed again, for any data that are not all 0. */
    String update() {
        BitVecExpr rest = words.any("rest", 41);
        BitVecExpr oldWord = words.any("old", 16);
        BitVecExpr newWord = words.any("new", 16);
        BitVecExpr folded = words.any("folded", 16);
        BoolExpr data = words.different(rest, 0);
        prover.prove(
                "folded rest is not 0",
                data,
                words.both(
                        words.different(formulas.foldByCarries(rest), 0),
                        words.atMost(formulas.foldByCarries(rest), 0xffff)));
        prover.prove(
                "rest may be folded first",
                data,
                words.same(
                        formulas.foldByCarries(words.plus(rest, oldWord)),
                        formulas.foldByCarries(words.plus(formulas.foldByCarries(rest), oldWord))));
        prover.prove(
                "update",
                words.different(folded, 0),
                words.same(
                        formulas.update(recomputed(folded, oldWord), oldWord, newWord), recomputed(folded, newWord)));
        BitVecExpr received = words.any("checksum", 16); // 0xffff for 0 included
        prover.prove(
                "update of an accepted checksum",
                words.both(words.different(folded, 0), isAccepted(folded, oldWord, received)),
                isAccepted(folded, newWord, formulas.update(received, oldWord, newWord)));
        ChecksumFormulas<BitVecExpr, BoolExpr> fault = new ChecksumFormulas<>(words) {
            @Override
            public BitVecExpr update(BitVecExpr checksum, BitVecExpr before, BitVecExpr after) {
                // RFC 1141 equation 4 without its correction: HC + m - m'
                BitVecExpr sum = words.plus(words.plus(checksum, before), complement(after));
                return words.and(carry(carry(sum)), 0xffff);
            }
        };
        HeaderProof header = new HeaderProof(words);
        BitVecExpr checksum = words.and(words.right(header.second, 32), 0xffff);
        BitVecExpr ttl = words.right(header.second, 48);
        BitVecExpr all = words.plus(
                formulas.wordSum(header.first, header.second, header.third, 0),
                formulas.wordSum(header.first, header.second, header.third, 1));
        BitVecExpr others = words.minus(words.minus(all, checksum), ttl);
        BoolExpr correct =
                words.both(words.same(formulas.foldByCarries(all), 0xffff), words.atMost(words.constant(0x0200), ttl));
        return header.example(prover.refute(
                words.all(header.printable(), correct, words.same(checksum, recomputed(others, ttl))),
                words.same(
                        fault.update(checksum, ttl, words.minus(ttl, 0x0100)),
                        recomputed(others, words.minus(ttl, 0x0100)))));
    }

    private BoolExpr isAccepted(BitVecExpr rest, BitVecExpr word, BitVecExpr checksum) {
        return words.same(formulas.foldByCarries(words.plus(words.plus(rest, word), checksum)), 0xffff);
    }

    private BitVecExpr recomputed(BitVecExpr rest, BitVecExpr word) {
        return words.and(words.not(formulas.foldByCarries(words.plus(rest, word))), 0xffff);
    }

    /** The hop without branches equals the update by RFC 1624, and so the checksum computed again. */
    String hop() {
        HeaderProof header = new HeaderProof(words);
        BitVecExpr ttl = words.right(header.second, 48);
        BitVecExpr checksum = words.and(words.right(header.second, 32), 0xffff);
        BoolExpr alive = words.atMost(words.constant(0x0100), ttl);
        BitVecExpr less = words.minus(ttl, 0x0100);
        BitVecExpr expected = words.or(words.left(less, 16), formulas.update(checksum, ttl, less));
        prover.prove("hop", alive, words.same(formulas.oneHopLess(header.second), expected));
        ChecksumFormulas<BitVecExpr, BoolExpr> fault = new ChecksumFormulas<>(words) {
            @Override
            public BitVecExpr oneHopLess(BitVecExpr second) {
                BitVecExpr sum = words.plus(words.and(words.right(second, 32), 0xffff), 0x0100); // missing fold
                return words.or(words.left(less, 16), words.and(sum, 0xffff));
            }
        };
        return header.example(prover.refute(
                words.both(header.printable(), words.atMost(words.constant(0x0200), ttl)),
                words.same(fault.oneHopLess(header.second), expected)));
    }

    /** A field at an odd offset counts as one with its octets swapped. */
    String odd() {
        BitVecExpr before = words.any("before", 8);
        BitVecExpr after = words.any("after", 8);
        BitVecExpr value = words.any("value", 16);
        BitVecExpr sum = words.plus(
                words.or(words.left(before, 8), words.right(value, 8)),
                words.or(words.left(words.and(value, 0xff), 8), after));
        BitVecExpr expected = words.plus(words.plus(words.left(before, 8), after), formulas.swap(value));
        prover.prove("odd offset", words.always(), words.same(sum, expected));
        Prover.Values values = prover.refute(
                words.both(words.atMost(words.constant(1400), value), words.same(before, 4)), // the option's length
                words.same(words.plus(words.plus(words.left(before, 8), after), value), sum));
        // a SYN from 192.0.2.18, of which the MSS follows one No-Operation
        return Example.packet(
                "",
                Example.tunnel(0x6000_0000_0030_0440L)
                        + "4500003000010000" + "400679c0" + "c0000212" + "01020304"
                        + "04d00050" + "00000001" + "00000000" + "70020000" + "00000000"
                        + String.format("010204%04x%02x0000", values.of(value), values.of(after)));
    }
}
