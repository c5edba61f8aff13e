package io.softwire46.mape.operate.form;

import io.softwire46.mape.operate.time.TimeForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The members of objects that a JSON form reads. Several members may have one role, such as times of different
 * precision; the first one in the list that is present is used.
 *
 * <p>Immutable after {@link #add} of all members.
 */
final class JsonMembers {
    static final int NONE = -1;

    /** The result for a member {@code mape}, which the answer would duplicate. */
    static final int ANSWER = -2;

    private static final int TABLE_SIZE = 64;
    private static final byte[] ANSWER_NAME = {'m', 'a', 'p', 'e'};

    private final List<FieldReader.Source> sources = new ArrayList<>();
    private final List<Integer> roles = new ArrayList<>();
    private final byte[][] names = new byte[TABLE_SIZE][];
    private final int[] table = new int[TABLE_SIZE];
    private int[] roleOf = {};
    private final boolean[] isAbsentIfZero = new boolean[TABLE_SIZE];
    private final byte[][] prefixes;

    /** Creates an empty list; names may have one of the prefixes. */
    JsonMembers(String... prefixes) {
        this.prefixes = Arrays.stream(prefixes)
                .map(prefix -> prefix.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        Arrays.fill(table, NONE);
    }

    JsonMembers add(Role role, String name, TimeForm time) {
        byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
        int slot = slot(octets, 0, octets.length);
        while (table[slot] != NONE) {
            slot = (slot + 1) % TABLE_SIZE;
        }
        table[slot] = sources.size();
        names[sources.size()] = octets;
        sources.add(new FieldReader.Source(name, time));
        roles.add(role.index());
        roleOf = roles.stream().mapToInt(Integer::intValue).toArray();
        return this;
    }

    /** Adds a member whose value 0 means that it is absent. */
    JsonMembers addUnlessZero(Role role, String name, TimeForm time) {
        isAbsentIfZero[sources.size()] = true;
        return add(role, name, time);
    }

    boolean isAbsent(int member, byte[] octets, int from, int to) {
        return isAbsentIfZero[member] && to - from == 1 && octets[from] == '0';
    }

    List<FieldReader.Source> sources() {
        return sources;
    }

    String name(int member) {
        return sources.get(member).name();
    }

    int count() {
        return roleOf.length;
    }

    int role(int member) {
        return roleOf[member];
    }

    /** Returns by role the name of its first member, for messages about missing ones. */
    List<String> missingNames() {
        List<String> all = new ArrayList<>();
        for (Role role : Role.values()) {
            int first = roles.indexOf(role.index());
            all.add(first < 0 ? role.columnName() : sources.get(first).name());
        }
        return all;
    }

    /** Returns the member with a name, {@link #NONE}, or {@link #ANSWER}. */
    int find(byte[] octets, int from, int to) {
        int start = from;
        for (byte[] prefix : prefixes) {
            if (to - from > prefix.length
                    && Arrays.equals(octets, from, from + prefix.length, prefix, 0, prefix.length)) {
                start = from + prefix.length;
            }
        }
        int slot = slot(octets, start, to);
        while (table[slot] != NONE) {
            byte[] name = names[table[slot]];
            if (Arrays.equals(octets, start, to, name, 0, name.length)) {
                return table[slot];
            }
            slot = (slot + 1) % TABLE_SIZE;
        }
        boolean isAnswer =
                to - from == ANSWER_NAME.length && Arrays.equals(octets, from, to, ANSWER_NAME, 0, to - from);
        return isAnswer ? ANSWER : NONE;
    }

    /** Length, first and last octet differ between most names. */
    private static int slot(byte[] octets, int from, int to) {
        return from == to ? 0 : ((to - from) * 31 + octets[from] * 7 + octets[to - 1]) & (TABLE_SIZE - 1);
    }
}
