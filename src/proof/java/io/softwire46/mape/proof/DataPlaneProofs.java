package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** The masked comparison of the data plane equals decoding and comparing the fields (RFC 7597 section 8.1). */
final class DataPlaneProofs {
    private final Prover prover;
    private final SolverWords words;
    private final RuleProof any;
    private final DerivationFormulas<BitVecExpr, BoolExpr> formulas;
    private final ShapeFormulas<BitVecExpr, BoolExpr> shape;
    private final BitVecExpr high;
    private final BitVecExpr low;
    private final BitVecExpr eaBits;
    private final BoolExpr hasOwner;

    DataPlaneProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        any = new RuleProof(prover);
        formulas = any.formulas;
        shape = new ShapeFormulas<>(words, any.rule, any.draft03, formulas);
        high = words.any("sourceHigh");
        low = words.any("sourceLow");
        eaBits = formulas.eaBits(any.address, formulas.psidOf(any.port));
        hasOwner = formulas.hasOwner(any.address, any.port);
    }

    String source() {
        lemmas();
        Decoded decoded = new Decoded();
        Compared compared = new Compared(decoded);
        prover.prove(
                "EA",
                words.both(formulas.isValid(), compared.known()),
                words.equivalent(
                        compared.ownsByEaBits(high, low, any.address, any.port),
                        decoded.acceptsEa(high, low, any.address, any.port)));
        ShapeFormulas<BitVecExpr, BoolExpr> fault = new ShapeFormulas<>(words, any.rule, any.draft03, formulas) {
            @Override
            public BitVecExpr derivedLow() {
                return words.left(super.derivedLow(), 1); // mask one bit short
            }
        };
        Prover.Values values = prover.refute(
                words.all(any.owned, any.printable, words.same(any.rule.n(), 64)),
                words.equivalent(
                        fault.ownsByEaBits(high, low, any.address, any.port),
                        formulas.acceptsEa(high, low, any.address, any.port)));
        return Example.check(
                any.rule(values),
                values.of(high),
                values.of(low),
                (int) values.of(any.address),
                (int) values.of(any.port),
                "ea");
    }

    private void lemmas() {
        BitVecExpr value = words.any("value", 48);
        BoolExpr field = words.both(formulas.isValid(), words.same(words.right(value, any.rule.o()), 0));
        prover.prove(
                "EA bits fit",
                formulas.isValid(),
                words.same(words.right(formulas.eaBitsOf(high, low), any.rule.o()), 0));
        prover.prove("EA bits of an owner fit", any.owned, words.same(words.right(eaBits, any.rule.o()), 0));
        prover.prove(
                "first n + o bits",
                field,
                words.equivalent(
                        words.both(formulas.containsIpv6(high, low), words.same(formulas.eaBitsOf(high, low), value)),
                        sameFirstBits(
                                formulas.mapAddressHigh(value),
                                formulas.mapAddressLow(value),
                                shape.derivedHigh(),
                                shape.derivedLow())));
        prover.prove(
                "fields and EA bits",
                words.both(field, hasOwner),
                words.equivalent(sameFields(formulas, value), words.same(value, eaBits)));
        prover.prove(
                "owner",
                formulas.isValid(),
                words.equivalent(words.both(formulas.containsIpv4(any.address), shape.ownsPort(any.port)), hasOwner));
        prover.prove(
                "EA implies an owner",
                formulas.isValid(),
                words.implies(formulas.acceptsEa(high, low, any.address, any.port), hasOwner));
        prover.prove(
                "identifier is outside",
                formulas.isValid(),
                words.same(words.and(shape.interfaceId(shape.key(any.address, any.port)), shape.derivedLow()), 0));
    }

    /** Returns whether the source has the first bits of an address. */
    private BoolExpr sameFirstBits(BitVecExpr ofHigh, BitVecExpr ofLow, BitVecExpr maskHigh, BitVecExpr maskLow) {
        return words.both(
                words.same(words.and(words.xor(ofHigh, high), maskHigh), 0),
                words.same(words.and(words.xor(ofLow, low), maskLow), 0));
    }

    /** Returns whether EA bits have the IPv4 address and the PSID of the packet. */
    private BoolExpr sameFields(DerivationFormulas<BitVecExpr, BoolExpr> of, BitVecExpr value) {
        return words.both(
                words.same(words.and(words.xor(of.ipv4Of(value), any.address), of.ipv4Mask(of.ceIpv4Length())), 0),
                words.either(
                        words.same(any.rule.k(), 0), words.same(of.ports.psidOf(any.port), of.psidOfEaBits(value))));
    }

    /** Decoding, of which only the lemmas are known. */
    private final class Decoded extends DerivationFormulas<BitVecExpr, BoolExpr> {
        private final BitVecExpr ofSource = DataPlaneProofs.this.words.any("eaBitsOfSource", 48);
        private final BoolExpr inPrefix = DataPlaneProofs.this.words.anyTruth("inPrefix");

        Decoded() {
            super(DataPlaneProofs.this.words, any.rule, any.draft03);
        }

        @Override
        public BoolExpr containsIpv6(BitVecExpr ofHigh, BitVecExpr ofLow) {
            return inPrefix;
        }

        @Override
        public BitVecExpr eaBitsOf(BitVecExpr ofHigh, BitVecExpr ofLow) {
            return ofSource;
        }
    }

    /** The comparison, of which only the lemmas and the theorems 1.2 and 2.2 are known. */
    private final class Compared extends ShapeFormulas<BitVecExpr, BoolExpr> {
        private final SolverWords words = DataPlaneProofs.this.words;
        private final Decoded decoded;
        private final BitVecExpr eaHigh = words.any("eaHigh");
        private final BitVecExpr eaLow = words.any("eaLow");
        private final BitVecExpr maskHigh = words.any("maskHigh");
        private final BitVecExpr maskLow = words.any("maskLow");
        private final BitVecExpr line = words.any("line");
        private final BitVecExpr identifier = words.any("identifier");

        Compared(Decoded decoded) {
            super(DataPlaneProofs.this.words, any.rule, any.draft03, decoded);
            this.decoded = decoded;
        }

        BoolExpr known() {
            // by the theorems, both forms derive the same address for an owner
            BitVecExpr derivedHigh = words.or(any.rule.high(), eaHigh);
            BitVecExpr derivedLow = words.or(line, words.or(eaLow, identifier));
            BoolExpr firstBits = words.implies(
                    hasOwner,
                    words.equivalent(
                            words.both(decoded.inPrefix, words.same(decoded.ofSource, eaBits)),
                            sameFirstBits(derivedHigh, derivedLow, maskHigh, maskLow)));
            BoolExpr fields = words.implies(
                    hasOwner,
                    words.equivalent(sameFields(decoded, decoded.ofSource), words.same(decoded.ofSource, eaBits)));
            BoolExpr owner = words.both(
                    words.equivalent(words.both(decoded.containsIpv4(any.address), ownsPort(any.port)), hasOwner),
                    words.implies(decoded.acceptsEa(high, low, any.address, any.port), hasOwner));
            return words.all(firstBits, fields, owner, words.same(words.and(identifier, maskLow), 0));
        }

        @Override
        public BitVecExpr eaHigh(BitVecExpr key) {
            return eaHigh;
        }

        @Override
        public BitVecExpr eaLow(BitVecExpr key) {
            return eaLow;
        }

        @Override
        public BitVecExpr derivedHigh() {
            return maskHigh;
        }

        @Override
        public BitVecExpr derivedLow() {
            return maskLow;
        }

        @Override
        public BitVecExpr lineLow() {
            return line;
        }
    }
}
