package io.softwire46.mape.proof;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;

/** Formulas on bit vectors of a solver. Not thread-safe: use one instance per thread. */
final class SolverWords implements Words<BitVecExpr, BoolExpr> {
    private static final int BITS = 64;

    private final Context context;

    SolverWords(Context context) {
        this.context = context;
    }

    /** Returns a word that may have any value. */
    BitVecExpr any(String name) {
        return context.mkBVConst(name, BITS);
    }

    /** Returns a word that may have any value of this number of bits. */
    BitVecExpr any(String name, int bits) {
        return bits == BITS ? any(name) : context.mkZeroExt(BITS - bits, context.mkBVConst(name, bits));
    }

    /** Returns a truth value that may be either. */
    BoolExpr anyTruth(String name) {
        return context.mkBoolConst(name);
    }

    BoolExpr always() {
        return context.mkTrue();
    }

    @Override
    public BitVecExpr constant(long value) {
        return context.mkBV(value, BITS);
    }

    @Override
    public BitVecExpr and(BitVecExpr a, BitVecExpr b) {
        return context.mkBVAND(a, b);
    }

    @Override
    public BitVecExpr or(BitVecExpr a, BitVecExpr b) {
        return context.mkBVOR(a, b);
    }

    @Override
    public BitVecExpr xor(BitVecExpr a, BitVecExpr b) {
        return context.mkBVXOR(a, b);
    }

    @Override
    public BitVecExpr not(BitVecExpr a) {
        return context.mkBVNot(a);
    }

    @Override
    public BitVecExpr plus(BitVecExpr a, BitVecExpr b) {
        return context.mkBVAdd(a, b);
    }

    @Override
    public BitVecExpr minus(BitVecExpr a, BitVecExpr b) {
        return context.mkBVSub(a, b);
    }

    @Override
    public BitVecExpr left(BitVecExpr a, BitVecExpr count) {
        return context.mkBVSHL(a, modulo(count));
    }

    @Override
    public BitVecExpr right(BitVecExpr a, BitVecExpr count) {
        return context.mkBVLSHR(a, modulo(count));
    }

    @Override
    public BitVecExpr rotateRight(BitVecExpr a, BitVecExpr count) {
        return context.mkBVRotateRight(a, modulo(count));
    }

    @Override
    public BitVecExpr rotateLeft(BitVecExpr a, BitVecExpr count) {
        return context.mkBVRotateLeft(a, modulo(count));
    }

    private BitVecExpr modulo(BitVecExpr count) {
        return (BitVecExpr) and(count, BITS - 1).simplify();
    }

    @Override
    public BoolExpr same(BitVecExpr a, BitVecExpr b) {
        return context.mkEq(a, b);
    }

    @Override
    public BoolExpr below(BitVecExpr a, BitVecExpr b) {
        return context.mkBVULT(a, b);
    }

    @Override
    public BoolExpr negative(BitVecExpr a) {
        return context.mkEq(context.mkExtract(BITS - 1, BITS - 1, a), context.mkBV(1, 1));
    }

    @Override
    public BoolExpr both(BoolExpr a, BoolExpr b) {
        return context.mkAnd(a, b);
    }

    @Override
    public BoolExpr either(BoolExpr a, BoolExpr b) {
        return context.mkOr(a, b);
    }

    @Override
    public BoolExpr opposite(BoolExpr a) {
        return context.mkNot(a);
    }

    @Override
    public BitVecExpr select(BoolExpr condition, BitVecExpr a, BitVecExpr b) {
        return (BitVecExpr) context.mkITE(condition, a, b);
    }
}
