package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** The fast path implies the slow path: a packet that the columns accept is one that the slow path forwards, with the same octets. */
final class PathProofs {
    private final Prover prover;
    private final SolverWords words;
    private final HeaderProof header;
    private final OptionWords<BitVecExpr, BoolExpr> options;
    private final PathFormulas<BitVecExpr, BoolExpr> paths;
    private final PacketFormulas<BitVecExpr, BoolExpr> packets;
    private final ChecksumFormulas<BitVecExpr, BoolExpr> checksums;
    private final BoolExpr configured;

    /** The sum of any header: what fast and slow path decide by it is a lemma. */
    private final BitVecExpr sum;

    private final BitVecExpr received;

    PathProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        header = new HeaderProof(words);
        options = new OptionWords<>(
                words.any("mtuV6", 16),
                words.any("maxPacketSize", 17),
                words.anyTruth("dynamicPmtu"),
                words.anyTruth("encapsulationLimit"),
                words.any("flowLabel", 2),
                words.anyTruth("copiesDscp"),
                words.any("dscp", 6),
                words.anyTruth("ecnNormal"),
                words.any("hopLimit", 8),
                words.any("mtuV4", 17),
                words.anyTruth("decrementsTtl"),
                words.anyTruth("uniformDscp"));
        paths = new PathFormulas<>(words, options);
        packets = new PacketFormulas<>(words);
        checksums = new ChecksumFormulas<>(words);
        configured = words.all(
                words.atMost(words.constant(1280), options.mtuV6()),
                words.both(
                        words.atMost(words.constant(1540), options.maxPacketSize()),
                        words.atMost(options.maxPacketSize(), 65_575)),
                words.atMost(options.flowLabel(), 2),
                words.both(words.atMost(words.constant(68), options.mtuV4()), words.atMost(options.mtuV4(), 0x10000)));
        sum = words.any("sum", 35);
        received = words.minus(words.any("received", 31), 40);
    }

    /** For sums of five words of 32 bits. */
    private void checksumLemma() {
        prover.prove(
                "checksum",
                words.always(),
                words.equivalent(
                        words.opposite(words.negative(checksums.columnTest(sum))),
                        words.same(checksums.fold(sum), 0xffff)));
    }

    private BitVecExpr punts() {
        BitVecExpr ofIpv4 = packets.ofIpv4(header.first, header.second, header.third, received);
        return words.or(checksums.columnTest(sum), ofIpv4);
    }

    /** Generalizes the checksum to any truth value, by the lemma. */
    private final class AnyChecksum extends ChecksumFormulas<BitVecExpr, BoolExpr> {
        private final BoolExpr correct = PathProofs.this.words.anyTruth("correct");

        AnyChecksum() {
            super(PathProofs.this.words);
        }

        @Override
        public BitVecExpr columnTest(BitVecExpr of) {
            return words.select(correct, words.zero(), words.constant(-1));
        }

        @Override
        public BitVecExpr fold(BitVecExpr of) {
            return words.select(correct, words.constant(0xffff), words.zero());
        }
    }

    String entry() {
        BitVecExpr headroom = words.any("headroom", 31);
        BitVecExpr label = words.any("label", 20);
        BitVecExpr other = words.any("labelWithoutPorts", 20);
        BoolExpr accepted = words.both(configured, paths.acceptsEntry(punts(), header.first, header.second, headroom));
        prover.inhabited(accepted);
        checksumLemma();
        AnyChecksum checksum = new AnyChecksum();
        PathFormulas<BitVecExpr, BoolExpr> any = withChecksum(checksum);
        BitVecExpr ofIpv4 = packets.ofIpv4(header.first, header.second, header.third, received);
        BoolExpr acceptedByAny = words.both(
                configured,
                paths.acceptsEntry(words.or(checksum.columnTest(sum), ofIpv4), header.first, header.second, headroom));
        prover.prove(
                "is forwarded",
                acceptedByAny,
                any.forwardsEntry(sum, header.first, header.second, header.third, received, headroom));
        prover.prove(
                "tunnel header",
                acceptedByAny,
                words.same(paths.fastHeader(header.first, label), paths.slowHeader(header.first, label, other)));
        prover.prove(
                "TTL and checksum",
                words.always(),
                words.same(
                        words.and(checksums.oneHopLess(header.second), 0xffff_ffffL),
                        words.and(checksums.oneHopLess(words.left(words.right(header.second, 32), 32)), 0xffff_ffffL)));
        prover.prove(
                "hashed addresses",
                words.always(),
                words.same(
                        words.or(words.left(header.second, 32), words.right(header.third, 32)),
                        words.or(
                                words.left(words.and(header.second, 0xffff_ffffL), 32),
                                words.right(header.third, 32))));
        prover.prove(
                "hashed ports and protocol",
                words.always(),
                words.same(
                        words.xor(
                                words.right(words.left(header.third, 32), 24),
                                words.right(words.left(header.second, 8), 56)),
                        words.xor(
                                words.left(words.and(header.third, 0xffff_ffffL), 8),
                                packets.protocol(header.second))));
        PathFormulas<BitVecExpr, BoolExpr> fault = new PathFormulas<>(words, options) {
            @Override
            public BitVecExpr entryOctets() {
                return words.smaller(options.mtuV6(), options.maxPacketSize()); // without the tunnel header
            }
        };
        BitVecExpr total = packets.totalLength(header.first);
        BoolExpr printed = words.all(
                words.all(
                        configured,
                        words.same(options.mtuV6(), 1280),
                        words.opposite(options.dynamicPmtu()),
                        words.both(words.opposite(options.encapsulationLimit()), words.below(options.flowLabel(), 2))),
                words.both(
                        header.ordinary(),
                        words.same(header.first, words.or(words.constant(0x4500L << 48), words.left(total, 32)))),
                words.same(received, total));
        BitVecExpr punts = words.or(checksum.columnTest(sum), ofIpv4);
        BoolExpr forwarded = any.forwardsEntry(sum, header.first, header.second, header.third, received, headroom);
        prover.prove(
                "nothing else contradicts it",
                words.both(printed, paths.acceptsEntry(punts, header.first, header.second, headroom)),
                forwarded);
        Prover.Values values = prover.refute(
                words.both(printed, fault.acceptsEntry(punts, header.first, header.second, headroom)), forwarded);
        return Example.packet("\"mtuV6\":1280", Example.udpToCe((int) values.of(total)));
    }

    String exit() {
        BitVecExpr outer = words.any("outer");
        BoolExpr accepted = accepts(paths, punts(), outer);
        prover.inhabited(accepted);
        checksumLemma();
        AnyChecksum checksum = new AnyChecksum();
        PathFormulas<BitVecExpr, BoolExpr> any = withChecksum(checksum);
        BitVecExpr ofIpv4 = packets.ofIpv4(header.first, header.second, header.third, received);
        BoolExpr acceptedByAny = accepts(paths, words.or(checksum.columnTest(sum), ofIpv4), outer);
        prover.prove(
                "is forwarded",
                acceptedByAny,
                any.forwardsExit(sum, outer, header.first, header.second, header.third, received));
        prover.prove(
                "Type of Service",
                acceptedByAny,
                words.same(
                        paths.slowTypeOfService(outer, header.first), words.and(words.right(header.first, 48), 0xff)));
        PathFormulas<BitVecExpr, BoolExpr> fault = new PathFormulas<>(words, options) {
            @Override
            public BitVecExpr exitOctets() {
                return words.smaller(
                        words.minus(options.maxPacketSize(), 40), options.mtuV4()); // the TTL is not checked
            }
        };
        Prover.Values values = prover.refute(
                words.all(
                        words.both(header.ordinary(), header.printable()),
                        words.all(
                                words.same(options.mtuV4(), 0x10000),
                                words.opposite(options.uniformDscp()),
                                words.same(received, 28),
                                words.same(outer, words.constant(6L << 60 | 28 << 16 | 4 << 8 | 64))),
                        words.both(
                                words.same(words.and(header.second, 0xffff_ffffL), 0xc0000212L),
                                words.same(words.right(words.left(header.third, 32), 48), 1232)),
                        words.both(
                                accepts(fault, words.or(checksum.columnTest(sum), ofIpv4), outer), header.isCorrect())),
                any.forwardsExit(sum, outer, header.first, header.second, header.third, received));
        return Example.packet(
                "\"decrementTtlAtEgress\":true",
                Example.tunnel(values.of(outer))
                        + Example.words(values.of(header.first), values.of(header.second), values.of(header.third)));
    }

    private BoolExpr accepts(PathFormulas<BitVecExpr, BoolExpr> formulas, BitVecExpr punts, BitVecExpr outer) {
        BitVecExpr all = words.or(punts, packets.ofTunnel(outer, header.first, received));
        return words.all(
                configured, words.opposite(words.negative(all)), words.opposite(formulas.hasMore(outer, header.first)));
    }

    private PathFormulas<BitVecExpr, BoolExpr> withChecksum(AnyChecksum checksum) {
        return new PathFormulas<>(words, options) {
            @Override
            protected BitVecExpr fold(BitVecExpr of) {
                return checksum.fold(of);
            }
        };
    }
}
