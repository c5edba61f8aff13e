package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** Classification without branches equals its predicates. */
final class ClassificationProofs {
    private final Prover prover;
    private final SolverWords words;
    private final PacketFormulas<BitVecExpr, BoolExpr> formulas;
    private final HeaderProof header;
    private final BitVecExpr received;

    ClassificationProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        formulas = new PacketFormulas<>(words);
        header = new HeaderProof(words);
        received = words.minus(words.any("received", 31), 40); // of a tunnel packet without its IPv6 header
    }

    private BitVecExpr field(BitVecExpr word, int shift, int mask) {
        return words.and(words.right(word, shift), mask);
    }

    private BoolExpr accepted(BitVecExpr punt) {
        return words.opposite(words.negative(punt));
    }

    /** Returns whether a length is at most the received octets, which may be negative. */
    private BoolExpr isReceived(BitVecExpr length) {
        return words.both(words.opposite(words.negative(received)), words.atMost(length, received));
    }

    /** Returns the predicates of an ordinary IPv4 packet. */
    private BoolExpr isOrdinary() {
        BitVecExpr total = field(header.first, 32, 0xffff);
        BitVecExpr protocol = field(header.second, 48, 0xff);
        BoolExpr tcp = words.both(words.same(protocol, 6), words.atMost(words.constant(20 + 20), total));
        BoolExpr udp = words.both(words.same(protocol, 17), words.atMost(words.constant(20 + 8), total));
        BoolExpr whole = words.both(
                words.same(field(header.first, 13, 1), 0), // More Fragments
                words.same(field(header.first, 0, 0x1fff), 0));
        BitVecExpr source = words.and(header.second, 0xffff_ffffL);
        BitVecExpr destination = words.right(header.third, 32);
        return words.all(
                words.all(
                        words.same(field(header.first, 60, 0xf), 4),
                        words.same(field(header.first, 56, 0xf), 5),
                        whole),
                isReceived(total),
                words.either(tcp, udp),
                words.both(isForwarded(source), isForwarded(destination)));
    }

    /** Returns whether an address is outside 0/8, 127/8, 224/4 and 240/4 (RFC 1812 section 5.3.7). */
    private BoolExpr isForwarded(BitVecExpr address) {
        return words.opposite(words.either(
                words.either(words.same(words.right(address, 24), 0), words.same(words.right(address, 24), 127)),
                words.either(words.same(words.right(address, 28), 0xe), words.same(words.right(address, 28), 0xf))));
    }

    String ipv4() {
        BitVecExpr punt = formulas.ofIpv4(header.first, header.second, header.third, received);
        prover.inhabited(isOrdinary());
        prover.prove("IPv4", words.always(), words.equivalent(accepted(punt), isOrdinary()));
        PacketFormulas<BitVecExpr, BoolExpr> fault = new PacketFormulas<>(words) {
            @Override
            public BitVecExpr ofNetwork(BitVecExpr network) {
                return words.or(super.ofNetwork(network), words.minus(222, network)); // off by one
            }
        };
        BitVecExpr faulty = fault.ofIpv4(header.first, header.second, header.third, received);
        return header.example(prover.refute(
                words.both(header.printable(), words.same(received, 28)),
                words.equivalent(accepted(faulty), isOrdinary())));
    }

    String tunnel() {
        BitVecExpr outer = words.any("outer");
        BitVecExpr payload = field(outer, 16, 0xffff);
        BitVecExpr inner = field(header.first, 48, 3);
        BitVecExpr ecn = field(outer, 52, 3);
        BoolExpr expected = words.all(
                words.both(words.same(field(outer, 60, 0xf), 6), words.same(field(outer, 8, 0xff), 4)),
                isReceived(payload),
                words.atMost(field(header.first, 32, 0xffff), payload),
                words.either(words.same(ecn, 0), words.same(ecn, inner)));
        prover.inhabited(expected);
        prover.prove(
                "tunnel header",
                words.always(),
                words.equivalent(accepted(formulas.ofTunnel(outer, header.first, received)), expected));
        PacketFormulas<BitVecExpr, BoolExpr> fault = new PacketFormulas<>(words) {
            @Override
            public BitVecExpr ofEcn(BitVecExpr of, BitVecExpr around) {
                return words.not(words.minus(words.xor(around, of), 1)); // Not-ECT outside is not checked
            }
        };
        BoolExpr small = words.all(
                header.printable(),
                words.same(received, 28),
                words.same(payload, 28),
                words.same(words.right(outer, 56), 0x60));
        Prover.Values values = prover.refute(
                small, words.equivalent(accepted(fault.ofTunnel(outer, header.first, received)), expected));
        return header.tunnelExample(values, values.of(outer));
    }

    /** RFC 6040 section 4.2, figure 4, row by row: the inner field; in a row, the outer field Not-ECT, ECT(0), ECT(1), CE. */
    String ecn() {
        int notEct = 0;
        int ect1 = 1;
        int ect0 = 2;
        int ce = 3;
        int drop = 4;
        int[] inners = {notEct, ect0, ect1, ce};
        int[] outers = {notEct, ect0, ect1, ce};
        int[][] figure = {
            {notEct, notEct, notEct, drop}, {ect0, ect0, ect1, ce}, {ect1, ect1, ect1, ce}, {ce, ce, ce, ce}
        };
        BitVecExpr inner = words.any("inner", 2);
        BitVecExpr outer = words.any("ecn", 2);
        BitVecExpr expected = words.zero();
        for (int i = 0; i < inners.length; i++) {
            for (int j = 0; j < outers.length; j++) {
                expected = words.select(
                        words.both(words.same(inner, inners[i]), words.same(outer, outers[j])),
                        words.constant(figure[i][j]),
                        expected);
            }
        }
        prover.prove("figure 4", words.always(), words.same(formulas.egress(inner, outer), expected));
        prover.prove(
                "accepted fields do not change", accepted(formulas.ofEcn(inner, outer)), words.same(expected, inner));
        PacketFormulas<BitVecExpr, BoolExpr> fault = new PacketFormulas<>(words) {
            @Override
            public BitVecExpr egress(BitVecExpr of, BitVecExpr around) {
                return words.select(words.same(of, 0), words.zero(), super.egress(of, around)); // no drop
            }
        };
        Prover.Values values = prover.refute(
                words.all(header.printable(), words.same(field(header.first, 48, 3), inner), header.isCorrect()),
                words.same(fault.egress(inner, outer), expected));
        return header.tunnelExample(values, 6L << 60 | values.of(outer) << 52 | 28 << 16 | 4 << 8 | 64);
    }

    String martians() {
        BitVecExpr address = words.any("address", 32);
        BoolExpr broadcast = words.same(address, 0xffff_ffffL);
        BoolExpr multicast = words.same(words.right(address, 28), 0xe);
        prover.prove(
                "sources",
                words.always(),
                words.equivalent(formulas.isMartianSource(address), words.opposite(isForwarded(address))));
        prover.prove(
                "destinations",
                words.always(),
                words.equivalent(
                        formulas.isMartianDestination(address),
                        words.both(
                                words.opposite(isForwarded(address)),
                                words.opposite(words.either(multicast, broadcast)))));
        PacketFormulas<BitVecExpr, BoolExpr> fault = new PacketFormulas<>(words) {
            @Override
            public BoolExpr isMartianSource(BitVecExpr of) {
                return super.isMartianSource(words.and(of, 0x7fff_ffffL)); // mask one bit short
            }
        };
        BoolExpr printed = words.all(
                header.printable(), header.isCorrect(), words.same(words.and(header.second, 0xffff_ffffL), address));
        return header.example(prover.refute(
                printed, words.equivalent(fault.isMartianSource(address), words.opposite(isForwarded(address)))));
    }

    String source() {
        BitVecExpr derivedHigh = words.any("derivedHigh");
        BitVecExpr derivedLow = words.any("derivedLow");
        BitVecExpr high = words.any("high");
        BitVecExpr low = words.any("low");
        BoolExpr same = words.both(words.same(derivedHigh, high), words.same(derivedLow, low));
        prover.prove(
                "source",
                words.always(),
                words.equivalent(accepted(formulas.ofSource(derivedHigh, derivedLow, high, low)), same));
        PacketFormulas<BitVecExpr, BoolExpr> fault = new PacketFormulas<>(words) {
            @Override
            public BitVecExpr ofSource(BitVecExpr ofHigh, BitVecExpr ofLow, BitVecExpr h, BitVecExpr l) {
                BitVecExpr different = words.or(words.xor(ofHigh, h), words.xor(ofLow, l));
                return words.not(words.minus(words.right(different, 1), 1)); // the last bit is lost
            }
        };
        Prover.Values values = prover.refute(
                words.both(
                        words.same(derivedHigh, 0x2001_0db8_0012_3400L),
                        words.same(derivedLow, 0xc000_0212_0034L)), // of 192.0.2.18, PSID 0x34
                words.equivalent(accepted(fault.ofSource(derivedHigh, derivedLow, high, low)), same));
        return Example.check(
                new Example.Rule(40, 0x2001_0db8_0000_0000L, 0, 24, 0xc0000200, 16, 6, 8, -1, false),
                values.of(high),
                values.of(low),
                0xc0000212,
                1232,
                "strict");
    }

    /** A flow label has 20 bits and is not 0. */
    String label() {
        BitVecExpr mixed = words.any("mixed");
        BitVecExpr upper = words.right(mixed, 44);
        prover.prove("not 0", words.always(), words.different(formulas.label(mixed), 0));
        prover.prove("20 bits", words.always(), words.atMost(formulas.label(mixed), 0xfffff));
        prover.prove(
                "1 for 0",
                words.always(),
                words.same(formulas.label(mixed), words.select(words.same(upper, 0), words.constant(1), upper)));
        PacketFormulas<BitVecExpr, BoolExpr> fault = new PacketFormulas<>(words) {
            @Override
            public BitVecExpr label(BitVecExpr of) {
                return words.right(of, 44); // 0 remains
            }
        };
        // The mixed word depends on the key of the node, so the packet is any ordinary one.
        return header.example(prover.refute(
                words.both(header.printable(), header.isCorrect()), words.different(fault.label(mixed), 0)));
    }
}
