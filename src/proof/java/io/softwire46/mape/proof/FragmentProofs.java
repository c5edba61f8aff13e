package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/**
 * Fragmentation and path MTUs. A claim about all fragments of a packet is an invariant: it is true after the start, and a fragment
 * keeps it for the rest of the packet.
 */
final class FragmentProofs {
    private final Prover prover;
    private final SolverWords words;
    private final FragmentFormulas<BitVecExpr, BoolExpr> formulas;
    private final BitVecExpr limit;
    private final BitVecExpr header;
    private final BitVecExpr data;
    private final BitVecExpr flagsOffset;
    private final BitVecExpr moreFragments;

    FragmentProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        formulas = new FragmentFormulas<>(words);
        limit = words.any("limit", 17);
        header = words.any("header", 6);
        data = words.any("data", 17);
        flagsOffset = words.any("flagsOffset", 16);
        moreFragments = words.select(words.anyTruth("more"), words.constant(0x2000), words.zero());
    }

    private BitVecExpr begin(BitVecExpr flags) {
        return words.left(words.and(flags, 0x1fff), 3);
    }

    private BoolExpr isMultipleOf8(BitVecExpr octets) {
        return words.same(words.and(octets, 7), 0);
    }

    private BoolExpr isHeader(BitVecExpr octets) {
        return words.all(
                words.atMost(words.constant(20), octets),
                words.atMost(octets, 60),
                words.same(words.and(octets, 3), 0));
    }

    /** The rest of an IPv4 packet: there are data, which end at 65,535 octets at most. */
    private BoolExpr invariant(BitVecExpr rest, BitVecExpr flags) {
        return words.all(
                words.different(rest, 0),
                words.atMost(words.plus(begin(flags), rest), 0xffff),
                words.same(words.and(flags, 0x2000), 0),
                words.either(words.same(moreFragments, 0), isMultipleOf8(rest)));
    }

    String ipv4() {
        BitVecExpr total = words.any("total", 16);
        BitVecExpr flags = words.any("flags", 16);
        BoolExpr start = words.all(
                isHeader(header),
                words.both(words.below(limit, total), words.below(header, total)),
                words.same(words.and(flags, 0x2000), moreFragments),
                formulas.canStart(limit, header, total, flags));
        prover.inhabited(start);
        prover.prove("start", start, invariant(words.minus(total, header), words.minus(flags, moreFragments)));
        BoolExpr rest = words.all(
                isHeader(header),
                words.both(words.atMost(words.constant(68), limit), words.below(limit, 0xffff)),
                invariant(data, flagsOffset));
        BitVecExpr next = formulas.nextData(limit, header, data);
        BitVecExpr written = formulas.flags(flagsOffset, moreFragments, next, data);
        BitVecExpr after = formulas.following(flagsOffset, next);
        BitVecExpr left = words.minus(data, next);
        prover.prove("progress", rest, words.both(words.different(next, 0), words.atMost(next, data)));
        prover.prove("limit and Total Length", rest, words.atMost(words.plus(header, next), limit));
        prover.prove("multiples of 8", rest, words.either(words.same(left, 0), isMultipleOf8(next)));
        prover.prove(
                "MF",
                rest,
                words.same(
                        words.and(written, 0x2000),
                        words.select(words.same(left, 0), moreFragments, words.constant(0x2000))));
        prover.prove(
                "offset and other flags",
                rest,
                words.same(words.and(written, ~0x2000L), words.and(flagsOffset, ~0x2000L)));
        BoolExpr further = words.both(rest, words.different(left, 0));
        prover.prove(
                "the next fragment begins where this one ends",
                further,
                words.same(begin(after), words.plus(begin(flagsOffset), next)));
        prover.prove("flags remain", further, words.same(words.and(after, 0xe000), words.and(flagsOffset, 0xe000)));
        prover.prove("invariant", further, invariant(left, after));
        FragmentFormulas<BitVecExpr, BoolExpr> fault = new FragmentFormulas<>(words) {
            @Override
            public BitVecExpr nextData(BitVecExpr most, BitVecExpr of, BitVecExpr remaining) {
                BitVecExpr room = words.minus(most, of);
                return words.smaller(remaining, room); // not rounded to 8 octets
            }
        };
        BitVecExpr faulty = fault.nextData(limit, header, data);
        Prover.Values values = prover.refute(
                words.all(
                        words.both(rest, words.same(flagsOffset, 0)),
                        words.both(words.same(moreFragments, 0), words.same(header, 20)),
                        words.both(words.atMost(words.constant(576), limit), words.atMost(data, 600))),
                words.either(words.same(words.minus(data, faulty), 0), isMultipleOf8(faulty)));
        int octets = 20 + (int) values.of(data);
        return Example.packet(
                "\"mtuV4\":" + values.of(limit),
                Example.tunnel(6L << 60 | (long) octets << 16 | 4 << 8 | 64) + Example.udp(octets));
    }

    String ipv6() {
        BitVecExpr payload = words.any("payload", 16);
        BitVecExpr mtu = words.any("mtu", 31);
        BoolExpr start =
                words.both(words.atMost(words.constant(1280), mtu), words.opposite(formulas.fits(mtu, payload)));
        prover.inhabited(start);
        // the invariant: there are data, and what precedes them is a multiple of 8
        BoolExpr rest = words.all(
                start,
                words.different(data, 0),
                words.atMost(data, payload),
                isMultipleOf8(words.minus(payload, data)));
        prover.prove("start", words.both(start, words.same(data, payload)), rest);
        BitVecExpr next = formulas.nextIpv6Data(mtu, data);
        BitVecExpr left = words.minus(data, next);
        prover.prove("progress", rest, words.both(words.different(next, 0), words.atMost(next, data)));
        prover.prove("MTU", rest, words.atMost(words.plus(next, 48), mtu));
        prover.prove("Payload Length", rest, words.atMost(words.plus(next, 8), 0xffff));
        prover.prove("multiples of 8", rest, words.either(words.same(left, 0), isMultipleOf8(next)));
        prover.prove("offset", rest, words.atMost(words.minus(payload, data), 0xfff8));
        prover.prove(
                "invariant",
                words.both(rest, words.different(left, 0)),
                words.all(
                        words.atMost(left, payload),
                        isMultipleOf8(words.minus(payload, left)),
                        words.same(words.minus(payload, left), words.plus(words.minus(payload, data), next))));
        FragmentFormulas<BitVecExpr, BoolExpr> fault = new FragmentFormulas<>(words) {
            @Override
            public BitVecExpr nextIpv6Data(BitVecExpr most, BitVecExpr remaining) {
                return nextData(most, words.constant(40), remaining); // without the Fragment header
            }
        };
        Prover.Values values = prover.refute(
                words.all(rest, words.same(mtu, 1280), words.same(data, payload), words.atMost(payload, 1250)),
                words.atMost(words.plus(fault.nextIpv6Data(mtu, data), 48), mtu));
        return Example.packet("\"mtuV6\":1280,\"fragmentation\":\"outer\"", Example.udpToCe((int) values.of(payload)));
    }

    String pathMtu() {
        BitVecExpr field = words.any("field", 32);
        BitVecExpr usable = formulas.usable(field);
        BoolExpr ignored = words.same(usable, FragmentFormulas.IGNORED);
        prover.prove("ignored below 1280", words.always(), words.equivalent(ignored, words.below(field, 1280)));
        prover.prove(
                "usable",
                words.opposite(ignored),
                words.all(
                        words.atMost(words.constant(1280), usable),
                        words.atMost(usable, 65_575),
                        words.atMost(usable, field)));
        BitVecExpr known = words.any("known", 17);
        prover.prove(
                "a report never raises a path MTU",
                words.both(words.atMost(words.constant(1280), known), words.opposite(ignored)),
                words.both(
                        words.atMost(formulas.lowered(known, usable), known),
                        words.atMost(words.constant(1280), formulas.lowered(known, usable))));
        BitVecExpr maxPacketSize = words.any("maxPacketSize", 17);
        BitVecExpr headers = words.select(words.anyTruth("option"), words.constant(48), words.constant(40));
        BoolExpr configured = words.all(
                words.both(words.atMost(words.constant(1280), known), words.atMost(known, 65_575)),
                words.atMost(words.constant(1540), maxPacketSize),
                words.atMost(maxPacketSize, 65_575));
        BitVecExpr tunnel = formulas.tunnelMtu(known, maxPacketSize, headers);
        prover.prove(
                "tunnel MTU",
                configured,
                words.both(words.atMost(words.constant(1232), tunnel), words.atMost(tunnel, 0xffff)));
        BitVecExpr wide = words.any("wide");
        BitVecExpr hop = formulas.nextHopMtu(wide);
        prover.prove(
                "next-hop MTU",
                words.always(),
                words.both(words.atMost(words.constant(68), hop), words.atMost(hop, 0xffff)));
        FragmentFormulas<BitVecExpr, BoolExpr> fault = new FragmentFormulas<>(words) {
            @Override
            public BitVecExpr usable(BitVecExpr mtu) {
                return words.select(words.below(mtu, 1280), words.constant(IGNORED), words.and(mtu, 0xffff));
            }
        };
        BitVecExpr faulty = fault.usable(field);
        Prover.Values values = prover.refute(
                words.atMost(words.constant(1280), field),
                words.both(words.atMost(words.constant(1280), faulty), words.atMost(faulty, 65_575)));
        return Example.packet("\"dynamicPmtu\":true", Example.packetTooBig(values.of(field)));
    }
}
