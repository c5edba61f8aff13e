package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** Derivation and decoding (RFC 7597 sections 5.2, 5.3 and 6) and the source check (section 8.1). */
final class DerivationProofs {
    private final Prover prover;
    private final SolverWords words;
    private final RuleProof any;
    private final RuleWords<BitVecExpr> rule;
    private final BitVecExpr address;
    private final BitVecExpr port;
    private final DerivationFormulas<BitVecExpr, BoolExpr> formulas;
    private final BoolExpr domain;

    DerivationProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        any = new RuleProof(prover);
        rule = any.rule;
        address = any.address;
        port = any.port;
        formulas = any.formulas;
        domain = any.owned;
    }

    /** Decoding a derived address gives the EA bits, the IPv4 address or prefix, and the PSID. */
    String identity() {
        BitVecExpr psid = formulas.psidOf(port);
        BitVecExpr eaBits = formulas.eaBits(address, psid);
        BitVecExpr high = formulas.mapAddressHigh(eaBits);
        BitVecExpr low = formulas.mapAddressLow(eaBits);
        prover.prove("is in the prefix", domain, formulas.containsIpv6(high, low));
        prover.prove("EA bits", domain, words.same(formulas.eaBitsOf(high, low), eaBits));
        prover.prove(
                "address",
                domain,
                words.same(formulas.ipv4Of(eaBits), words.and(address, formulas.ipv4Mask(formulas.ceIpv4Length()))));
        prover.prove("PSID", domain, words.same(formulas.psidOfEaBits(eaBits), psid));
        DerivationFormulas<BitVecExpr, BoolExpr> fault = new DerivationFormulas<>(words, rule, any.draft03) {
            @Override
            public BitVecExpr placeLow(BitVecExpr value, BitVecExpr from, BitVecExpr length) {
                return words.right(super.placeLow(value, from, length), 1); // shifted by one
            }
        };
        BoolExpr claim =
                words.same(formulas.eaBitsOf(fault.mapAddressHigh(eaBits), fault.mapAddressLow(eaBits)), eaBits);
        Prover.Values values = prover.refute(words.both(domain, any.printable), claim);
        return any.example(values);
    }

    /** Each bit of a derived address is the one that RFC 7597 defines for its place. */
    String places() {
        BitVecExpr place = words.any("place", 7);
        BitVecExpr eaBits = formulas.eaBits(address, formulas.psidOf(port));
        BitVecExpr psid = formulas.psidOf(port);
        placeLemmas();
        prover.prove("EA bits fit", domain, words.same(words.right(eaBits, rule.o()), 0));
        BitVecExpr at = words.any("bit", 6);
        prover.prove("bit of the EA bits", domain, eaLemma(eaBits, psid, at));
        prover.prove("bit of the PSID", domain, psidLemma(psid, at));
        prover.prove("bit of the address", domain, addressLemma(formulas.ipv4Of(eaBits), at));
        prover.prove("PSID of the EA bits", domain, words.same(formulas.psidOfEaBits(eaBits), psid));
        places(place);
        DerivationFormulas<BitVecExpr, BoolExpr> fault = new DerivationFormulas<>(words, rule, any.draft03) {
            @Override
            public BitVecExpr derivedPrefixLength() {
                return words.plus(super.derivedPrefixLength(), 1); // mask one bit too long
            }
        };
        BoolExpr faulty = words.same(
                any.bit(place, fault.mapAddressHigh(eaBits), fault.mapAddressLow(eaBits)), any.addressBit(place));
        Prover.Values values = prover.refute(words.both(domain, any.printable), faulty);
        return any.example(values);
    }

    /** Bits of a field in an address, and of a mask, for any field and length. */
    private void placeLemmas() {
        BitVecExpr value = words.any("value", 48);
        BitVecExpr from = words.any("from", 8);
        BitVecExpr length = words.any("length", 6);
        BitVecExpr place = words.any("place", 7);
        BoolExpr field = words.all(
                words.atMost(length, 48),
                words.atMost(from, 128),
                words.atMost(words.plus(from, length), 128),
                words.same(words.right(value, length), 0));
        prover.prove(
                "bit of a field",
                field,
                placeLemma(
                        formulas.placeHigh(value, from, length),
                        formulas.placeLow(value, from, length),
                        value,
                        from,
                        length,
                        place));
        BitVecExpr bits = words.any("bits", 8);
        prover.prove("bit of a mask", words.atMost(bits, 128), maskLemma(formulas.ipv6MaskLow(bits), bits, place));
    }

    private BoolExpr placeLemma(
            BitVecExpr high, BitVecExpr low, BitVecExpr value, BitVecExpr from, BitVecExpr length, BitVecExpr place) {
        BitVecExpr end = words.plus(from, length);
        BitVecExpr expected = words.select(
                words.both(words.atMost(from, place), words.below(place, end)),
                any.low(value, words.minus(words.minus(end, 1), place)),
                words.zero());
        return words.same(any.bit(place, high, low), expected);
    }

    private BoolExpr maskLemma(BitVecExpr low, BitVecExpr length, BitVecExpr place) {
        return words.implies(
                words.atMost(words.constant(64), place),
                words.equivalent(words.same(any.bit(place, words.zero(), low), 1), words.below(place, length)));
    }

    private BoolExpr eaLemma(BitVecExpr eaBits, BitVecExpr psid, BitVecExpr at) {
        BitVecExpr q = formulas.psidLengthInEa();
        BitVecExpr ofAddress = words.plus(words.minus(at, q), words.minus(32, formulas.ceIpv4Length()));
        return words.same(
                any.low(eaBits, at),
                words.select(
                        words.below(at, q),
                        any.low(psid, at),
                        words.select(words.below(at, rule.o()), any.low(address, ofAddress), words.zero())));
    }

    private BoolExpr psidLemma(BitVecExpr psid, BitVecExpr at) {
        return words.same(
                any.low(psid, at),
                words.select(
                        words.below(at, rule.k()),
                        any.low(port, words.plus(formulas.ports.contiguousBits(), at)),
                        words.zero()));
    }

    private BoolExpr addressLemma(BitVecExpr ofEa, BitVecExpr at) {
        return words.same(
                any.low(ofEa, at),
                words.select(
                        words.both(words.below(at, 32), words.below(words.minus(31, at), formulas.ceIpv4Length())),
                        any.low(address, at),
                        words.zero()));
    }

    /** Composes an address from words of which only the lemmas are known. */
    private void places(BitVecExpr place) {
        BitVecExpr high = words.any("placedHigh");
        BitVecExpr low = words.any("placedLow");
        BitVecExpr mask = words.any("maskLow");
        BitVecExpr eaBits = words.any("eaBits", 48);
        BitVecExpr ofEa = words.any("ofEa", 32);
        BitVecExpr psid = words.any("ofPort", 16);
        DerivationFormulas<BitVecExpr, BoolExpr> composed = new DerivationFormulas<>(words, rule, any.draft03) {
            @Override
            public BitVecExpr placeHigh(BitVecExpr value, BitVecExpr from, BitVecExpr length) {
                return high;
            }

            @Override
            public BitVecExpr placeLow(BitVecExpr value, BitVecExpr from, BitVecExpr length) {
                return low;
            }

            @Override
            public BitVecExpr ipv6MaskLow(BitVecExpr length) {
                return mask;
            }

            @Override
            public BitVecExpr ipv4Of(BitVecExpr of) {
                return ofEa;
            }

            @Override
            public BitVecExpr psidOfEaBits(BitVecExpr of) {
                return psid;
            }
        };
        BitVecExpr inEa = words.and(words.minus(words.minus(words.plus(rule.n(), rule.o()), 1), place), 63);
        BitVecExpr left = words.select(any.draft03, words.constant(8), words.zero());
        BitVecExpr inId = words.minus(words.minus(127, place), left);
        BoolExpr known = words.all(
                placeLemma(high, low, eaBits, rule.n(), rule.o(), place),
                maskLemma(mask, words.plus(rule.n(), rule.o()), place),
                eaLemma(eaBits, psid, inEa),
                words.all(
                        psidLemma(psid, inEa),
                        psidLemma(psid, words.and(inId, 63)),
                        addressLemma(ofEa, words.and(words.minus(inId, 16), 63)),
                        words.implies(words.same(rule.k(), 0), words.same(psid, 0))));
        prover.prove(
                "places",
                words.both(formulas.isValid(), known),
                words.same(
                        any.bit(place, composed.mapAddressHigh(eaBits), composed.mapAddressLow(eaBits)),
                        any.addressBit(place)));
    }
}
