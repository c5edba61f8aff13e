package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/**
 * Rotations and masks equal the arithmetic of RFC 7597 sections 5.2, 5.3 and 6. Lemmas say which bit each mask and rotation has at a
 * place; the theorems are about any words with these bits.
 */
final class ShapeProofs {
    private final Prover prover;
    private final SolverWords words;
    private final RuleProof any;
    private final RuleWords<BitVecExpr> rule;
    private final ShapeFormulas<BitVecExpr, BoolExpr> shape;
    private final BitVecExpr place;
    private final BitVecExpr fromLowest;
    private final BitVecExpr key;

    ShapeProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        any = new RuleProof(prover);
        rule = any.rule;
        shape = new ShapeFormulas<>(words, rule, any.draft03, any.formulas);
        place = words.any("place", 7);
        fromLowest = words.and(words.minus(127, place), 63);
        key = shape.key(any.address, any.port);
    }

    /** Each bit of the EA field is the one of the IPv4 suffix or PSID; all bits outside the field are 0. */
    String prefix() {
        eaLemmas();
        Composed composed = new Composed();
        prover.prove(
                "EA bits",
                words.both(any.owned, composed.knownInEa()),
                words.same(any.bit(place, composed.eaHigh(key), composed.eaLow(key)), any.eaBit(place)));
        ShapeFormulas<BitVecExpr, BoolExpr> fault = new ShapeFormulas<>(words, rule, any.draft03, any.formulas) {
            @Override
            public BitVecExpr psidRotation() {
                return words.plus(super.psidRotation(), 1); // rotated by one too much
            }
        };
        return any.example(prover.refute(
                words.both(any.owned, any.printable),
                words.same(any.bit(place, fault.eaHigh(key), fault.eaLow(key)), any.eaBit(place))));
    }

    /** Each bit of the MAP address is the one of RFC 7597, by its place. */
    String address() {
        eaLemmas();
        prover.prove("mask of the address", any.owned, addressMask(shape.addressInId()));
        prover.prove("mask of the PSID", any.owned, psidMask(shape.psidInId()));
        prover.prove("line", any.owned, line(shape.lineLow()));
        prover.prove("explicit PSID", any.owned, explicitPsid());
        Composed composed = new Composed();
        prover.prove(
                "places",
                words.all(any.owned, composed.knownInEa(), composed.knownInId()),
                words.same(
                        any.bit(place, composed.mapAddressHigh(key), composed.mapAddressLow(key)),
                        any.addressBit(place)));
        ShapeFormulas<BitVecExpr, BoolExpr> fault = new ShapeFormulas<>(words, rule, any.draft03, any.formulas) {
            @Override
            public BitVecExpr psidInId() {
                return words.and(super.psidInId(), words.not(words.left(1, left()))); // one bit short
            }
        };
        return any.example(prover.refute(
                words.both(any.owned, any.printable),
                words.same(
                        any.bit(place, fault.mapAddressHigh(key), fault.mapAddressLow(key)), any.addressBit(place))));
    }

    private BitVecExpr suffixEnd() {
        return words.plus(rule.n(), any.formulas.suffixLength());
    }

    private BitVecExpr eaEnd() {
        return words.plus(rule.n(), rule.o());
    }

    private void eaLemmas() {
        BitVecExpr word = words.any("word");
        BitVecExpr count = words.any("count", 6);
        prover.prove("rotation", words.always(), rotated(words.rotateRight(word, count), word, count));
        prover.prove(
                "mask of the suffix", any.owned, mask(shape.suffixHigh(), shape.suffixLow(), rule.n(), suffixEnd()));
        prover.prove(
                "mask of the PSID in the EA bits",
                any.owned,
                mask(shape.psidHigh(), shape.psidLow(), suffixEnd(), eaEnd()));
    }

    private BoolExpr rotated(BitVecExpr result, BitVecExpr word, BitVecExpr count) {
        return words.same(any.low(result, fromLowest), any.low(word, words.plus(fromLowest, count)));
    }

    private BoolExpr mask(BitVecExpr high, BitVecExpr low, BitVecExpr begin, BitVecExpr end) {
        return words.equivalent(
                words.same(any.bit(place, high, low), 1),
                words.both(words.atMost(begin, place), words.below(place, end)));
    }

    private BoolExpr isInLow() {
        return words.atMost(words.constant(64), place);
    }

    private BoolExpr addressMask(BitVecExpr mask) {
        BitVecExpr fromBegin = words.minus(place, words.minus(80, shape.left()));
        return words.implies(
                isInLow(),
                words.equivalent(
                        words.same(any.low(mask, fromLowest), 1),
                        words.both(words.below(fromBegin, any.formulas.ceIpv4Length()), words.atMost(eaEnd(), place))));
    }

    private BoolExpr psidMask(BitVecExpr mask) {
        BitVecExpr fromEnd = words.minus(words.minus(127, shape.left()), place);
        return words.implies(
                isInLow(),
                words.equivalent(
                        words.same(any.low(mask, fromLowest), 1),
                        words.all(
                                words.different(any.formulas.psidLengthInEa(), 0),
                                words.below(fromEnd, rule.k()),
                                words.atMost(eaEnd(), place))));
    }

    private BoolExpr line(BitVecExpr line) {
        BitVecExpr fromEnd = words.minus(words.minus(127, shape.left()), place);
        BitVecExpr explicit = words.select(
                words.both(words.below(fromEnd, 16), words.atMost(eaEnd(), place)),
                any.low(rule.psid(), fromEnd),
                words.zero());
        return words.implies(
                isInLow(),
                words.same(
                        any.low(line, fromLowest),
                        words.select(words.below(place, rule.n()), any.low(rule.low(), fromLowest), explicit)));
    }

    private BoolExpr explicitPsid() {
        BitVecExpr fromEnd = words.minus(words.minus(127, shape.left()), place);
        return words.implies(
                words.both(words.below(fromEnd, 16), words.same(any.formulas.psidLengthInEa(), 0)),
                words.same(
                        any.low(rule.psid(), fromEnd),
                        words.select(
                                words.below(fromEnd, rule.k()),
                                any.low(any.port, words.plus(any.formulas.ports.contiguousBits(), fromEnd)),
                                words.zero())));
    }

    /** The formulas with any masks and rotations, of which only the lemmas are known. */
    private final class Composed extends ShapeFormulas<BitVecExpr, BoolExpr> {
        private final BitVecExpr suffixHigh = words.any("suffixHigh");
        private final BitVecExpr suffixLow = words.any("suffixLow");
        private final BitVecExpr psidHigh = words.any("psidHigh");
        private final BitVecExpr psidLow = words.any("psidLow");
        private final BitVecExpr suffixRotated = words.any("suffixRotated");
        private final BitVecExpr psidRotated = words.any("psidRotated");
        private final BitVecExpr addressInId = words.any("addressInId");
        private final BitVecExpr psidInId = words.any("psidInId");
        private final BitVecExpr addressRotatedInId = words.any("addressRotatedInId");
        private final BitVecExpr psidRotatedInId = words.any("psidRotatedInId");
        private final BitVecExpr lineLow = words.any("lineLow");

        Composed() {
            super(ShapeProofs.this.words, ShapeProofs.this.rule, any.draft03, any.formulas);
        }

        BoolExpr knownInEa() {
            return words.all(
                    mask(suffixHigh, suffixLow, ShapeProofs.this.rule.n(), suffixEnd()),
                    mask(psidHigh, psidLow, suffixEnd(), eaEnd()),
                    words.both(
                            rotated(suffixRotated, key, suffixRotation()), rotated(psidRotated, key, psidRotation())));
        }

        BoolExpr knownInId() {
            return words.all(
                    words.all(addressMask(addressInId), psidMask(psidInId), line(lineLow)),
                    words.both(
                            rotated(addressRotatedInId, key, words.minus(words.zero(), left())),
                            rotated(psidRotatedInId, key, words.minus(any.formulas.ports.contiguousBits(), left()))),
                    explicitPsid());
        }

        @Override
        public BitVecExpr suffixHigh() {
            return suffixHigh;
        }

        @Override
        public BitVecExpr suffixLow() {
            return suffixLow;
        }

        @Override
        public BitVecExpr psidHigh() {
            return psidHigh;
        }

        @Override
        public BitVecExpr psidLow() {
            return psidLow;
        }

        @Override
        public BitVecExpr suffixRotated(BitVecExpr of) {
            return suffixRotated;
        }

        @Override
        public BitVecExpr psidRotated(BitVecExpr of) {
            return psidRotated;
        }

        @Override
        public BitVecExpr addressInId() {
            return addressInId;
        }

        @Override
        public BitVecExpr psidInId() {
            return psidInId;
        }

        @Override
        public BitVecExpr addressRotatedInId(BitVecExpr of) {
            return addressRotatedInId;
        }

        @Override
        public BitVecExpr psidRotatedInId(BitVecExpr of) {
            return psidRotatedInId;
        }

        @Override
        public BitVecExpr lineLow() {
            return lineLow;
        }
    }
}
