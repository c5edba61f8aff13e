package io.softwire46.mape.proof;

/** Formulas on numbers: what the library must compute. Immutable. */
public enum LongWords implements Words<Long, Boolean> {
    LONGS;

    @Override
    public Long constant(long value) {
        return value;
    }

    @Override
    public Long and(Long a, Long b) {
        return a & b;
    }

    @Override
    public Long or(Long a, Long b) {
        return a | b;
    }

    @Override
    public Long xor(Long a, Long b) {
        return a ^ b;
    }

    @Override
    public Long not(Long a) {
        return ~a;
    }

    @Override
    public Long plus(Long a, Long b) {
        return a + b;
    }

    @Override
    public Long minus(Long a, Long b) {
        return a - b;
    }

    @Override
    public Long left(Long a, Long count) {
        return a << count;
    }

    @Override
    public Long right(Long a, Long count) {
        return a >>> count;
    }

    @Override
    public Long rotateRight(Long a, Long count) {
        return Long.rotateRight(a, count.intValue());
    }

    @Override
    public Long rotateLeft(Long a, Long count) {
        return Long.rotateLeft(a, count.intValue());
    }

    @Override
    public Boolean same(Long a, Long b) {
        return a.longValue() == b;
    }

    @Override
    public Boolean below(Long a, Long b) {
        return Long.compareUnsigned(a, b) < 0;
    }

    @Override
    public Boolean negative(Long a) {
        return a < 0;
    }

    @Override
    public Boolean both(Boolean a, Boolean b) {
        return a && b;
    }

    @Override
    public Boolean either(Boolean a, Boolean b) {
        return a || b;
    }

    @Override
    public Boolean opposite(Boolean a) {
        return !a;
    }

    @Override
    public Long select(Boolean condition, Long a, Long b) {
        return condition ? a : b;
    }
}
