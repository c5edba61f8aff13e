package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** The source check (RFC 7597 section 8.1). */
final class SourceProofs {
    private final Prover prover;
    private final SolverWords words;
    private final RuleProof any;
    private final DerivationFormulas<BitVecExpr, BoolExpr> formulas;
    private final BitVecExpr high;
    private final BitVecExpr low;

    SourceProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        any = new RuleProof(prover);
        formulas = any.formulas;
        high = words.any("sourceHigh");
        low = words.any("sourceLow");
    }

    /** A packet that strict mode accepts is accepted in EA mode. */
    String strictImpliesEa() {
        BoolExpr strict = formulas.acceptsStrict(high, low, any.address, any.port);
        prover.inhabited(words.both(formulas.isValid(), strict));
        prover.prove(
                "strict implies EA",
                words.both(formulas.isValid(), strict),
                formulas.acceptsEa(high, low, any.address, any.port));
        prover.prove(
                "EA implies an owner",
                words.both(formulas.isValid(), formulas.acceptsEa(high, low, any.address, any.port)),
                formulas.hasOwner(any.address, any.port));
        DerivationFormulas<BitVecExpr, BoolExpr> fault = new DerivationFormulas<>(words, any.rule, any.draft03) {
            @Override
            public BitVecExpr ipv4Mask(BitVecExpr length) {
                return super.ipv4Mask(
                        words.plus(length, words.select(words.below(length, 32), words.constant(1), words.zero())));
            }
        };
        return check(
                prover.refute(
                        words.all(formulas.isValid(), strict, any.printable),
                        fault.acceptsEa(high, low, any.address, any.port)),
                high,
                low);
    }

    /** A source whose 128 bits are those derived from the inner source is accepted in both modes. */
    String equalBits() {
        BitVecExpr psid = formulas.psidOf(any.port);
        BitVecExpr eaBits = formulas.eaBits(any.address, psid);
        BitVecExpr derivedHigh = formulas.mapAddressHigh(eaBits);
        BitVecExpr derivedLow = formulas.mapAddressLow(eaBits);
        prover.prove("is in the prefix", any.owned, formulas.containsIpv6(derivedHigh, derivedLow));
        prover.prove("EA bits", any.owned, words.same(formulas.eaBitsOf(derivedHigh, derivedLow), eaBits));
        // by these two lemmas, which are theorem 1.1
        DerivationFormulas<BitVecExpr, BoolExpr> decoded = new DerivationFormulas<>(words, any.rule, any.draft03) {
            @Override
            public BoolExpr containsIpv6(BitVecExpr of, BitVecExpr lower) {
                return SourceProofs.this.words.always();
            }

            @Override
            public BitVecExpr eaBitsOf(BitVecExpr of, BitVecExpr lower) {
                return eaBits;
            }
        };
        prover.prove("EA", any.owned, decoded.acceptsEa(derivedHigh, derivedLow, any.address, any.port));
        prover.prove("strict", any.owned, decoded.acceptsStrict(derivedHigh, derivedLow, any.address, any.port));
        DerivationFormulas<BitVecExpr, BoolExpr> fault = new DerivationFormulas<>(words, any.rule, any.draft03) {
            @Override
            public BitVecExpr psidOfEaBits(BitVecExpr of) {
                return words.and(super.psidOfEaBits(of), words.not(words.left(1, words.minus(psidLengthInEa(), 1))));
            }
        };
        return check(
                prover.refute(
                        words.both(any.owned, any.printable),
                        fault.acceptsEa(derivedHigh, derivedLow, any.address, any.port)),
                derivedHigh,
                derivedLow);
    }

    private String check(Prover.Values values, BitVecExpr sourceHigh, BitVecExpr sourceLow) {
        return Example.check(
                any.rule(values),
                values.of(sourceHigh),
                values.of(sourceLow),
                (int) values.of(any.address),
                (int) values.of(any.port),
                "ea");
    }
}
