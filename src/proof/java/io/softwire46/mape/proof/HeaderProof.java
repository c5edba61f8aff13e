package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** The first 24 octets of any IPv4 packet. */
final class HeaderProof {
    private static final int OCTETS = 28;

    final BitVecExpr first;
    final BitVecExpr second;
    final BitVecExpr third;
    private final SolverWords words;

    HeaderProof(SolverWords words) {
        this.words = words;
        first = words.any("first");
        second = words.any("second");
        third = words.any("third");
    }

    /** A packet of UDP with 8 octets after the header. */
    BoolExpr printable() {
        return words.all(
                words.same(words.right(first, 56), 0x45),
                words.same(words.and(words.right(first, 32), 0xffff), OCTETS),
                words.same(words.and(words.right(second, 48), 0xff), 17),
                words.same(words.right(third, 32), 0xc0000212L));
    }

    /** Between unicast addresses, with an ordinary TTL. */
    BoolExpr ordinary() {
        return words.all(
                words.same(words.right(second, 48), 0x4011),
                words.same(words.right(words.and(second, 0xffff_ffffL), 16), 0xc000),
                words.same(words.right(third, 48), 0xc000));
    }

    /** The checksum is correct. */
    BoolExpr isCorrect() {
        ChecksumFormulas<BitVecExpr, BoolExpr> checksums = new ChecksumFormulas<>(words);
        return words.same(checksums.fold(checksums.columnSum(first, second, third)), 0xffff);
    }

    /** Returns a rule file and the packet. */
    String example(Prover.Values values) {
        return Example.packet("", values.of(first), values.of(second), values.of(third));
    }

    /** Returns a rule file and the packet in a tunnel. */
    String tunnelExample(Prover.Values values, long outer) {
        return Example.packet(Example.tunnel(outer), values.of(first), values.of(second), values.of(third));
    }
}
