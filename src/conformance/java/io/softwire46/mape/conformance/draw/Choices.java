package io.softwire46.mape.conformance.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The source of all random decisions of a drawer, which records them. A drawer that gets the recorded decisions again draws
 * the same value; a drawer that gets smaller ones draws a simpler value. Drawers therefore give their simplest result for 0,
 * and {@link ChoiceShrinker} needs to know nothing about what was drawn.
 *
 * <p>The numbers are those of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014),
 * written here so that a seed has one meaning on every JDK.
 *
 * <p>Not thread-safe: use one instance per drawn value.
 */
public final class Choices {
    private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;

    private final ChoiceSequence replayed;
    private final boolean random;
    private long state;

    private final List<Choice> taken = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private Stage stage = Stage.OTHER;

    /** Given values of the aspects, or null if they are not enumerated. */
    private final int @Nullable [] aspects;

    private final List<Integer> bounds = new ArrayList<>();

    private Choices(ChoiceSequence replayed, boolean random, long seed, int @Nullable [] aspects) {
        this.replayed = replayed;
        this.random = random;
        this.state = seed;
        this.aspects = aspects;
    }

    /** Returns random decisions. */
    public static Choices of(long seed) {
        return new Choices(ChoiceSequence.EMPTY, true, seed, null);
    }

    /** Returns recorded decisions; a decision after the last one is 0. */
    public static Choices of(ChoiceSequence recorded) {
        return new Choices(recorded, false, 0, null);
    }

    /** Returns recorded decisions, and random ones after the last. */
    public static Choices of(ChoiceSequence recorded, long seed) {
        return new Choices(recorded, true, seed, null);
    }

    /**
     * Returns random decisions with given values of the {@link #aspect aspects}; an aspect after the last value is 0.
     *
     * @param aspects an empty array at first, then {@link #nextAspects}
     */
    public static Choices enumerating(int[] aspects, long seed) {
        return new Choices(ChoiceSequence.EMPTY, true, seed, aspects.clone());
    }

    /** Returns whether the aspects are enumerated. */
    public boolean isEnumerating() {
        return aspects != null;
    }

    /** Returns 0 to {@code bound} - 1: a decision whose values an enumeration goes through. */
    public int aspect(int bound) {
        if (aspects == null) {
            return nextInt(bound);
        }
        int value = bounds.size() < aspects.length ? aspects[bounds.size()] : 0;
        bounds.add(bound);
        taken.add(new Choice(stage, value));
        return value;
    }

    /** Returns the aspects of the next value of an enumeration, the last one changing first; null after the last value. */
    public int @Nullable [] nextAspects() {
        int[] next = new int[bounds.size()];
        for (int i = 0; aspects != null && i < Math.min(next.length, aspects.length); i++) {
            next[i] = aspects[i];
        }
        for (int i = next.length - 1; i >= 0; i--) {
            if (++next[i] < bounds.get(i)) {
                return Arrays.copyOf(next, i + 1);
            }
        }
        return null;
    }

    /**
     * Takes recorded decisions at once, for a drawer that knows what is drawn from them.
     *
     * @return false, and nothing is taken, if the recorded decisions do not begin with exactly this instance
     */
    @SuppressWarnings("ReferenceEquality") // equal sequences would have to be compared for each case
    public boolean takeAll(ChoiceSequence recorded) {
        if (replayed != recorded || !taken.isEmpty()) {
            return false;
        }
        recorded.appendTo(taken, spans);
        return true;
    }

    /** Returns the decisions so far. */
    public ChoiceSequence taken() {
        return new ChoiceSequence(taken, spans);
    }

    /** Makes the drawer's decisions count as ones of this stage. */
    public <T> T in(Stage kind, Supplier<T> drawer) {
        Stage before = stage;
        stage = kind;
        T drawn = drawer.get();
        stage = before;
        return drawn;
    }

    /**
     * Draws a list whose elements a shrinker can remove one by one.
     *
     * @param kind what the number of elements is about
     * @param min smallest number of elements
     * @param max largest number of elements
     */
    public <T> List<T> list(Stage kind, int min, int max, Supplier<T> drawer) {
        List<T> drawn = new ArrayList<>();
        while (drawn.size() < max) {
            int from = taken.size();
            boolean more = in(kind, () -> next(4) != 0);
            if (!more && drawn.size() >= min) {
                break;
            }
            drawn.add(drawer.get());
            spans.add(new Span(kind, from, taken.size()));
        }
        return drawn;
    }

    /** Returns 0 to {@code bound} - 1. */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound);
        }
        return (int) next(bound);
    }

    /** Returns a number from a range, both ends included; the simplest is {@code from}. */
    public int between(int from, int to) {
        return from + (int) next(to - (long) from + 1);
    }

    /** Returns a number from a range, both ends included; the simplest is one of it, then those above it, then those below. */
    public int between(int from, int to, int simple) {
        return ordered(next(to - (long) from + 1), to, simple);
    }

    /**
     * Returns a number from a range, both ends included, often an end of the range or the nearest to an edge. The simplest is
     * one of the range, then those above it, then those below. Edges matter to random decisions only: what is recorded is the
     * number.
     */
    public int edgy(int from, int to, int simple, int... edges) {
        long count = to - (long) from + 1;
        if (isReplaying() || count == 1) {
            return between(from, to, simple);
        }
        long choice = Long.remainderUnsigned(nextBits(), count + Math.max(3, count * 3 / 5));
        if (choice >= count) {
            int number = edge((int) (choice - count), from, to, edges);
            choice = number >= simple ? number - (long) simple : to - (long) number;
        }
        return ordered(take(choice), to, simple);
    }

    private static int edge(int number, int from, int to, int... edges) {
        return switch (number % 3) {
            case 0 -> to;
            case 1 -> from;
            default -> edges.length == 0 ? to : Math.max(from, Math.min(to, edges[number / 3 % edges.length]));
        };
    }

    private static int ordered(long choice, int to, int simple) {
        return (int) (simple + choice <= to ? simple + choice : to - choice);
    }

    /** Returns this number of bits, 0 to 64, right-aligned. A decision is taken also about no bits. */
    public long bits(int count) {
        return next(count == 64 ? 0 : 1L << count);
    }

    /** Returns any 32 bits. */
    public int nextInt() {
        return (int) next(1L << 32);
    }

    /** Returns any 64 bits. */
    public long nextLong() {
        return next(0);
    }

    /** Returns true or, simpler, false. */
    public boolean nextBoolean() {
        return next(2) == 1;
    }

    /** Returns true once in this many times; false is simpler. */
    public boolean once(int times) {
        return next(times) == times - 1;
    }

    /** Returns one of some values; the first is the simplest. */
    @SafeVarargs
    public final <T> T pick(T... values) {
        return values[nextInt(values.length)];
    }

    /** Returns one of some values; the first is the simplest. */
    public <T> T pick(List<T> values) {
        return values.get(nextInt(values.size()));
    }

    /** Returns octets. */
    public byte[] octets(int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = (byte) next(256);
        }
        return octets;
    }

    /** Puts a list into another order; the simplest is the order that it has. */
    public void shuffle(List<?> list) {
        for (int i = 0; i < list.size() - 1; i++) {
            swap(list, i, i + nextInt(list.size() - i));
        }
    }

    private static <T> void swap(List<T> list, int one, int other) {
        list.set(one, list.set(other, list.get(one)));
    }

    /** Takes the next decision, 0 to {@code bound} - 1 without sign; bound 0 is 2 to the power of 64. */
    private long next(long bound) {
        long bits = nextBits();
        return take(bound == 0 ? bits : Long.remainderUnsigned(bits, bound));
    }

    private boolean isReplaying() {
        return !random || taken.size() < replayed.size();
    }

    private long nextBits() {
        if (taken.size() < replayed.size()) {
            return replayed.value(taken.size());
        }
        return random ? mix(state += GAMMA) : 0;
    }

    private long take(long value) {
        taken.add(new Choice(stage, value));
        return value;
    }

    private static long mix(long z) {
        long first = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return second ^ (second >>> 31);
    }

    /** A decision. */
    record Choice(Stage stage, long value) {}

    /** The decisions that an element of a list was drawn from, the last one excluded. */
    record Span(Stage stage, int from, int to) {}
}
