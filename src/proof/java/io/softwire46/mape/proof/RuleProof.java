package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** Any rule, with an address and a port: the domain of theorems about derivation. */
final class RuleProof {
    final Prover prover;
    final SolverWords words;
    final RuleWords<BitVecExpr> rule;
    final BoolExpr draft03;
    final BitVecExpr address;
    final BitVecExpr port;
    final DerivationFormulas<BitVecExpr, BoolExpr> formulas;

    /** The rule is valid, and one of its CEs owns address and port. */
    final BoolExpr owned;

    /** A rule that the commands accept. */
    final BoolExpr printable;

    RuleProof(Prover prover) {
        this.prover = prover;
        words = prover.words;
        rule = new RuleWords<>(
                words.any("n", 8),
                words.any("r", 6),
                words.any("o", 6),
                words.any("a", 4),
                words.any("k", 5),
                words.any("psid", 16),
                words.any("high"),
                words.any("low"),
                words.any("ipv4", 32));
        draft03 = words.anyTruth("draft03");
        address = words.any("address", 32);
        port = words.any("port", 16);
        formulas = new DerivationFormulas<>(words, rule, draft03);
        owned = words.both(formulas.isValid(), formulas.hasOwner(address, port));
        printable = words.all(
                words.same(words.right(rule.high(), 32), 0x20010db8L),
                words.same(words.right(rule.ipv4(), 24), 192),
                words.atMost(words.constant(32), rule.n()),
                words.atMost(words.constant(8), rule.r()));
        prover.inhabited(words.both(owned, printable));
    }

    /** Returns a bit of an address by its place, 0 to 127. */
    BitVecExpr bit(BitVecExpr place, BitVecExpr high, BitVecExpr low) {
        BitVecExpr half = words.select(words.below(place, 64), high, low);
        return words.and(words.right(half, words.minus(63, place)), 1); // the count is modulo 64
    }

    /** Returns a bit of a word, counted from the lowest. */
    BitVecExpr low(BitVecExpr word, BitVecExpr at) {
        return words.and(words.right(word, at), 1);
    }

    /** Returns the bit of the EA field at a place by RFC 7597 section 5.2, or 0 outside the field. */
    BitVecExpr eaBit(BitVecExpr place) {
        BitVecExpr n = rule.n();
        BitVecExpr suffixEnd = words.plus(n, formulas.suffixLength());
        BitVecExpr eaEnd = words.plus(n, rule.o());
        // bit r + i of the IPv4 address is bit n + i of the IPv6 address
        BitVecExpr suffixBit = low(address, words.minus(words.plus(words.minus(31, rule.r()), n), place));
        // bit a + i of the port is bit n + p + i
        BitVecExpr psidBit = low(port, words.minus(words.plus(words.minus(15, rule.a()), suffixEnd), place));
        return words.select(
                words.both(words.atMost(n, place), words.below(place, suffixEnd)),
                suffixBit,
                words.select(
                        words.both(words.atMost(suffixEnd, place), words.below(place, eaEnd)), psidBit, words.zero()));
    }

    /**
     * Returns a bit of the interface identifier by RFC 7597 section 6: 16 zeros, IPv4 address or prefix, PSID right-aligned in 16
     * bits. Address and PSID are 8 bits further left in draft-ietf-softwire-map-03.
     */
    BitVecExpr identifierBit(BitVecExpr place) {
        BitVecExpr begin = words.select(draft03, words.constant(72), words.constant(80)); // of the address
        BitVecExpr prefixBits = words.plus(rule.r(), formulas.suffixLength());
        BitVecExpr addressBit = words.select(
                words.below(words.minus(place, begin), prefixBits),
                low(address, words.minus(words.plus(begin, 31), place)),
                words.zero());
        // of 16 bits, the last k are those of the port that follow the first a
        BitVecExpr fromEnd = words.minus(words.plus(begin, 47), place);
        BitVecExpr psidBit = words.select(
                words.below(fromEnd, rule.k()),
                low(port, words.plus(formulas.ports.contiguousBits(), fromEnd)),
                words.zero());
        return words.select(
                words.below(place, begin),
                words.zero(),
                words.select(
                        words.below(place, words.plus(begin, 32)),
                        addressBit,
                        words.select(words.below(place, words.plus(begin, 48)), psidBit, words.zero())));
    }

    /** Returns a bit of the MAP address by RFC 7597: Rule IPv6 prefix, EA bits, and the rest of the interface identifier. */
    BitVecExpr addressBit(BitVecExpr place) {
        return words.select(
                words.below(place, rule.n()),
                bit(place, rule.high(), rule.low()),
                words.select(words.below(place, words.plus(rule.n(), rule.o())), eaBit(place), identifierBit(place)));
    }

    /** Returns a query for the owner of address and port. */
    String example(Prover.Values values) {
        return Example.owner(rule(values), (int) values.of(address), (int) values.of(port));
    }

    Example.Rule rule(Prover.Values values) {
        boolean explicit = values.of(rule.k()) > 0 && values.of(rule.r()) + values.of(rule.o()) == 32;
        return new Example.Rule(
                (int) values.of(rule.n()),
                values.of(rule.high()),
                values.of(rule.low()),
                (int) values.of(rule.r()),
                (int) values.of(rule.ipv4()),
                (int) values.of(rule.o()),
                (int) values.of(rule.a()),
                (int) values.of(rule.k()),
                explicit ? (int) values.of(rule.psid()) : -1,
                values.of(draft03));
    }
}
