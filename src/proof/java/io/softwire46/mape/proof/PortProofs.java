package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;

/** Port sets (RFC 7597 section 5.1, appendix B). */
final class PortProofs {
    private final Prover prover;
    private final SolverWords words;
    private final BitVecExpr offset;
    private final BitVecExpr psidLength;
    private final BitVecExpr psid;
    private final BitVecExpr port;
    private final PortFormulas<BitVecExpr, BoolExpr> ports;
    private final BoolExpr domain;

    PortProofs(Prover prover) {
        this.prover = prover;
        words = prover.words;
        offset = words.any("a", 4);
        psidLength = words.any("k", 5);
        psid = words.any("psid", 16);
        port = words.any("port", 16);
        ports = new PortFormulas<>(words, offset, psidLength);
        domain = words.both(ports.isValid(), words.below(psid, ports.sharingRatio()));
        prover.inhabited(domain);
    }

    private BoolExpr excluded() {
        return words.both(
                words.different(offset, 0), words.same(words.right(port, words.minus(16, offset)), 0)); // A = 0
    }

    /** The port of an index is in the set and has this index; ports ascend with the index. */
    String index() {
        BitVecExpr index = words.any("index", 16);
        BitVecExpr less = words.any("less", 16);
        BoolExpr inSet = words.both(domain, words.below(index, ports.portCount()));
        BitVecExpr at = ports.portAt(psid, index);
        prover.prove("is a port", inSet, words.atMost(at, 0xffff));
        prover.prove("is in the set", inSet, ports.contains(psid, at));
        prover.prove("has the index", inSet, words.same(ports.indexOf(at), index));
        prover.prove(
                "ascends",
                words.both(inSet, words.below(less, index)),
                words.below(ports.portAt(psid, less), ports.portAt(psid, index)));
        PortFormulas<BitVecExpr, BoolExpr> fault = new PortFormulas<>(words, offset, psidLength) {
            @Override
            public BitVecExpr indexOf(BitVecExpr of) {
                BitVecExpr range = words.right(of, words.minus(16, offset)); // A, not A - 1
                return words.or(words.left(range, contiguousBits()), words.and(of, words.minus(contiguousPorts(), 1)));
            }
        };
        return example(prover.refute(inSet, words.same(fault.indexOf(at), index)), at);
    }

    /** The index of a port of the set is below the number of ports, and its port is the same. */
    String port() {
        BoolExpr inSet = words.both(domain, ports.contains(psid, port));
        prover.prove("is an index", inSet, words.below(ports.indexOf(port), ports.portCount()));
        prover.prove("has the port", inSet, words.same(ports.portAt(psid, ports.indexOf(port)), port));
        PortFormulas<BitVecExpr, BoolExpr> fault = new PortFormulas<>(words, offset, psidLength) {
            @Override
            public BitVecExpr contiguousPorts() {
                return words.left(1, words.minus(contiguousBits(), 1)); // one bit of j is lost
            }
        };
        BoolExpr wide = words.both(inSet, words.different(ports.contiguousBits(), 0));
        return example(prover.refute(wide, words.same(fault.portAt(psid, fault.indexOf(port)), port)), port);
    }

    /** A port with A = 0 is in no set if a is not 0, and each other port is in the set of exactly one PSID. */
    String owner() {
        BoolExpr valid = ports.isValid();
        BitVecExpr other = words.any("other", 16);
        prover.prove("A = 0", words.both(domain, excluded()), words.opposite(ports.contains(psid, port)));
        BoolExpr assigned = words.both(valid, words.opposite(excluded()));
        prover.prove("has an owner", assigned, words.below(ports.psidOf(port), ports.sharingRatio()));
        prover.prove(
                "has one owner",
                words.both(domain, words.both(ports.contains(psid, port), ports.contains(other, port))),
                words.same(psid, other));
        BitVecExpr wide = words.any("wide", 32);
        prover.prove(
                "is a port",
                words.both(domain, words.different(words.right(wide, 16), 0)),
                words.opposite(ports.contains(psid, wide)));
        PortFormulas<BitVecExpr, BoolExpr> fault = new PortFormulas<>(words, offset, psidLength) {
            @Override
            public BitVecExpr firstAssignedPort() {
                return words.right(super.firstAssignedPort(), 1); // shifted by one
            }
        };
        return example(prover.refute(words.both(domain, excluded()), words.opposite(fault.contains(psid, port))), port);
    }

    /** Sizes: 2^(16-k) - 2^m if a is not 0 (RFC 7597 section 5.1), else 2^(16-k); ranges hold the ports of the set and no other. */
    String ranges() {
        BitVecExpr all = words.left(1, words.minus(16, psidLength));
        BitVecExpr size =
                words.select(words.same(offset, 0), all, words.minus(all, words.left(1, ports.contiguousBits())));
        prover.prove("size", domain, words.same(ports.portCount(), size));
        BitVecExpr range = words.any("range", 16);
        BoolExpr isRange = words.both(domain, words.below(range, ports.rangeCount()));
        BoolExpr inRange = words.both(
                words.atMost(ports.rangeStart(psid, range), port), words.atMost(port, ports.rangeEnd(psid, range)));
        prover.prove("ports of a range are in the set", words.both(isRange, inRange), ports.contains(psid, port));
        BitVecExpr its = words.right(ports.indexOf(port), ports.contiguousBits());
        BoolExpr inSet = words.both(domain, ports.contains(psid, port));
        prover.prove(
                "a port of the set is in a range",
                inSet,
                words.all(
                        words.below(its, ports.rangeCount()),
                        words.atMost(ports.rangeStart(psid, its), port),
                        words.atMost(port, ports.rangeEnd(psid, its))));
        prover.prove(
                "and in no other", words.all(isRange, inRange, ports.contains(psid, port)), words.same(its, range));
        PortFormulas<BitVecExpr, BoolExpr> fault = new PortFormulas<>(words, offset, psidLength) {
            @Override
            public BitVecExpr rangeEnd(BitVecExpr of, BitVecExpr at) {
                return words.plus(super.rangeEnd(of, at), 1); // one port too many
            }
        };
        return example(
                prover.refute(
                        words.all(isRange, words.different(offset, 0), words.same(fault.rangeEnd(psid, range), port)),
                        ports.contains(psid, port)),
                port);
    }

    private String example(Prover.Values values, BitVecExpr of) {
        int k = (int) values.of(psidLength);
        return Example.owner(
                new Example.Rule(40, 0x20010db800000000L, 0, 32, 0xc0000212, k, (int) values.of(offset), k, -1, false),
                0xc0000212,
                (int) values.of(of));
    }
}
