package io.softwire46.mape.operate.explain;

import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records the steps of one packet in order; facts only on request.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Trace {
    /** The place of a fact that is in no octet of the packet. */
    public static final int NOWHERE = -1;

    /** The result of a step. Immutable. */
    public enum Result {
        PASS,
        DROP,
        INFO
    }

    /**
     * A value that a step has read or computed. Immutable.
     *
     * @param from the first octet of the packet that shows it, or {@link #NOWHERE}
     * @param to the last such octet
     */
    public record Note(String name, String value, int from, int to) {}

    /** A step, which can still be changed. Not thread-safe. */
    public static final class Entry {
        public final StepName name;
        public final String rfc;
        public Result result = Result.PASS;
        private @Nullable String optionName;
        private Object optionValue = "";
        public final List<Note> notes = new ArrayList<>(0); // grows with the first note

        Entry(StepName name, String rfc) {
            this.name = name;
            this.rfc = rfc;
        }

        /** Returns the option that decides the step, with its value; null if none does. */
        public @Nullable String option() {
            return optionName == null ? null : optionName + " " + optionValue;
        }
    }

    /** What is recorded. */
    public enum Level {
        NOTHING,
        STEPS,
        FACTS
    }

    private final Level level;
    private final boolean isDetailed;
    private final @Nullable Check inverted;
    private final List<Entry> entries = new ArrayList<>(16);

    /** The current step; one that is not recorded before the first. */
    private Entry last = new Entry(StepName.CAPTURE, "");

    private int base;

    /**
     * Begins the trace of a packet.
     *
     * @param level what is recorded
     * @param inverted a check that is inverted, for tests; null for none
     */
    public Trace(Level level, @Nullable Check inverted) {
        this.level = level;
        isDetailed = level == Level.FACTS;
        this.inverted = inverted;
    }

    /** Returns the steps in the order of their names; those of one name in the order in which they were taken. */
    public List<Entry> entries() {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort((one, other) -> one.name.compareTo(other.name));
        return sorted;
    }

    /** Returns what the path of a packet is made of: the steps that were taken, with results and options. */
    public List<Object> path() {
        List<Object> path = new ArrayList<>(4 * entries.size());
        for (Entry each : entries) {
            path.add(each.name);
            path.add(each.result);
            if (each.optionName != null) {
                path.add(each.optionName);
                path.add(each.optionValue);
            }
        }
        return path;
    }

    /** Returns a trace of the same checks that is thrown away. */
    Trace quiet() {
        return new Trace(Level.NOTHING, inverted);
    }

    boolean isDetailed() {
        return isDetailed;
    }

    /** Returns the condition of a check, or its opposite if the check is inverted. */
    boolean test(Check check, boolean condition) {
        return condition != (check == inverted);
    }

    /** Sets where in the received packet the octets begin that are read from now on; {@link #NOWHERE} if they are not in it. */
    void setBase(int index) {
        base = index;
    }

    int base() {
        return base;
    }

    /** Begins a step. */
    Trace step(StepName name, String rfc) {
        if (level != Level.NOTHING) {
            last = new Entry(name, rfc);
            entries.add(last);
        }
        return this;
    }

    /** Adds a value that is in octets of the packet being read: from an index, up to another one, exclusive. */
    Trace note(String name, int value, int from, int to) {
        return isDetailed ? note(name, Integer.toString(value), from, to) : this;
    }

    Trace note(String name, String value, int from, int to) {
        if (isDetailed) {
            boolean isKnown = base >= 0;
            last.notes.add(new Note(name, value, isKnown ? base + from : NOWHERE, isKnown ? base + to - 1 : NOWHERE));
        }
        return this;
    }

    /** Adds a value that is in no octets. */
    Trace note(String name, @Nullable Object value) {
        if (isDetailed) {
            last.notes.add(new Note(name, String.valueOf(value), NOWHERE, NOWHERE));
        }
        return this;
    }

    /** Names the option that decides the step, with its value. */
    Trace option(String name, Object value) {
        last.optionName = name;
        last.optionValue = value;
        return this;
    }

    Trace info() {
        last.result = Result.INFO;
        return this;
    }

    /** Ends the packet at this step. */
    Verdict drop(Verdict verdict) {
        last.result = Result.DROP;
        return verdict;
    }
}
