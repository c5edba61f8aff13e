package io.softwire46.mape.operate.form;

import java.util.Arrays;

/**
 * Reads one object of JSON (RFC 8259) on one line, strictly, and keeps the values of some members. Values of other
 * members are checked and skipped. It does not allocate, unless the object is refused.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class JsonScanner {
    /** Maximum number of arrays and objects within each other. */
    static final int MAX_DEPTH = 16;

    private static final int MAX_MEMBERS = 64;
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private FieldSlices fields = new FieldSlices();
    private byte[] octets = {};
    private int at;
    private int to;
    private int start;
    private int depth;
    private String problem = "";

    // The last string: its octets, in the line or in scratch if it has escapes.
    private byte[] text = {};
    private boolean isInScratch;
    private int textFrom;
    private int textTo;

    private int membersRead;
    private final boolean[] isSeen = new boolean[MAX_MEMBERS];

    /**
     * Reads an object, and sets the fields of a query.
     *
     * @return whether the line is an object, without duplicates of the members
     */
    boolean read(byte[] line, int from, int end, JsonMembers members, LineQuery query) {
        fields = query.fields;
        octets = line;
        start = from;
        at = from;
        to = end;
        depth = 0;
        membersRead = 0;
        Arrays.fill(isSeen, 0, members.count(), false);
        skipSpace();
        if (at == to || octets[at] != '{') {
            return refuse(query, "is not a JSON object; use one object per line");
        }
        if (!readMembers(members, query)) {
            return !problem.isEmpty() && refuse(query, problem);
        }
        skipSpace();
        return at == to
                || refuse(
                        query, "has more after the object, at octet " + (at - start + 1) + "; use one object per line");
    }

    /** Returns how many known members the last object has. */
    int knownMembers() {
        return membersRead;
    }

    private static boolean refuse(LineQuery query, String text) {
        return query.bad("line", text);
    }

    private boolean fail(String expected) {
        problem = "is not JSON: expected " + expected + " at octet " + (at - start + 1) + "; use RFC 8259";
        return false;
    }

    private void skipSpace() {
        while (at < to && (octets[at] == ' ' || octets[at] == '\t' || octets[at] == '\r' || octets[at] == '\n')) {
            at++;
        }
    }

    private boolean is(char expected) {
        return at < to && octets[at] == expected;
    }

    private boolean readMembers(JsonMembers members, LineQuery query) {
        problem = "";
        depth++;
        at++;
        skipSpace();
        if (is('}')) {
            at++;
            return true;
        }
        while (true) {
            int kept = fields.scratchStart();
            if (!readName()) {
                return false;
            }
            int member = members.find(text, textFrom, textTo);
            fields.truncateScratch(kept);
            if (member == JsonMembers.ANSWER) {
                return query.bad("mape", "is already a member; remove it from the input");
            }
            if (!(member < 0 ? skipValue() : readMember(member, members, query))) {
                return false;
            }
            skipSpace();
            if (is('}')) {
                at++;
                return true;
            }
            if (!is(',')) {
                return fail("',' or '}'");
            }
            at++;
            skipSpace();
        }
    }

    /** Reads a name and its colon. */
    private boolean readName() {
        if (!is('"')) {
            return fail("a name in quotation marks");
        }
        if (!readString()) {
            return false;
        }
        skipSpace();
        if (!is(':')) {
            return fail("':'");
        }
        at++;
        skipSpace();
        return true;
    }

    private boolean readMember(int member, JsonMembers members, LineQuery query) {
        if (isSeen[member]) {
            return query.bad(members.name(member), "is a duplicate member; remove one");
        }
        isSeen[member] = true;
        membersRead++;
        int role = members.role(member);
        boolean isUsed = !fields.has(role) || fields.source(role) > member;
        if (is('"')) {
            int scratch = fields.scratchStart();
            if (!readString()) {
                return false;
            }
            isUsed &= !members.isAbsent(member, text, textFrom, textTo);
            if (isUsed && !isInScratch) {
                fields.set(role, octets, textFrom, textTo, member);
            } else if (isUsed) {
                fields.setScratch(role, scratch, member);
            }
            return true;
        }
        if (at < to && (octets[at] == '-' || isDigit(octets[at]))) {
            int from = at;
            if (!readNumber()) {
                return false;
            }
            if (isUsed && !members.isAbsent(member, octets, from, at)) {
                fields.set(role, octets, from, at, member);
            }
            return true;
        }
        if (is('n')) {
            return readLiteral("null");
        }
        return skipValue() && query.bad(members.name(member), "is not a number or text; use one of them");
    }

    private boolean skipValue() {
        if (at == to) {
            return fail("a value");
        }
        return switch (octets[at]) {
            case '"' -> skipString();
            case '{' -> skipObject();
            case '[' -> skipArray();
            case 't' -> readLiteral("true");
            case 'f' -> readLiteral("false");
            case 'n' -> readLiteral("null");
            default -> readNumber();
        };
    }

    private boolean skipString() {
        int kept = fields.scratchStart();
        boolean isRead = readString();
        fields.truncateScratch(kept);
        return isRead;
    }

    private boolean enter() {
        at++;
        skipSpace();
        depth++;
        if (depth > MAX_DEPTH) {
            problem = "has more than " + MAX_DEPTH + " arrays and objects within each other; use fewer";
            return false;
        }
        return true;
    }

    private boolean skipObject() {
        if (!enter()) {
            return false;
        }
        boolean isFirst = true;
        while (!is('}')) {
            if (!isFirst) {
                if (!is(',')) {
                    return fail("',' or '}'");
                }
                at++;
                skipSpace();
            }
            isFirst = false;
            if (!readName() || !skipValue()) {
                return false;
            }
            skipSpace();
        }
        depth--;
        at++;
        return true;
    }

    private boolean skipArray() {
        if (!enter()) {
            return false;
        }
        boolean isFirst = true;
        while (!is(']')) {
            if (!isFirst) {
                if (!is(',')) {
                    return fail("',' or ']'");
                }
                at++;
                skipSpace();
            }
            isFirst = false;
            if (!skipValue()) {
                return false;
            }
            skipSpace();
        }
        depth--;
        at++;
        return true;
    }

    private boolean readLiteral(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!is(word.charAt(i))) {
                return fail(word);
            }
            at++;
        }
        return true;
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** RFC 8259 section 6. */
    private boolean readNumber() {
        if (is('-')) {
            at++;
        }
        if (is('0')) {
            at++;
            if (at < to && isDigit(octets[at])) {
                return fail("no digit after a leading 0");
            }
        } else if (!readDigits()) {
            return false;
        }
        if (is('.')) {
            at++;
            if (!readDigits()) {
                return false;
            }
        }
        if (is('e') || is('E')) {
            at++;
            if (is('+') || is('-')) {
                at++;
            }
            return readDigits();
        }
        return true;
    }

    private boolean readDigits() {
        int first = at;
        int next = first;
        while (next < to && isDigit(octets[next])) {
            next++;
        }
        at = next;
        return next > first || fail("a value");
    }

    /** RFC 8259 section 7: sets the octets of a string, which are in scratch if it has escapes. */
    private boolean readString() {
        at++;
        textFrom = at;
        text = octets;
        isInScratch = false;
        while (true) {
            at = skipOrdinary(at);
            if (at == to) {
                return fail("a closing quotation mark");
            }
            int octet = octets[at];
            if (octet == '"') {
                textTo = at;
                at++;
                return true;
            }
            if (octet == '\\') {
                return readEscaped();
            }
            if (!skipCharacter(octet)) {
                return false;
            }
        }
    }

    /** Returns the index of the next octet that is not an ordinary character of ASCII. */
    private int skipOrdinary(int from) {
        byte[] line = octets;
        int end = to;
        int next = from;
        while (next < end && line[next] >= ' ' && line[next] != '"' && line[next] != '\\') {
            next++;
        }
        return next;
    }

    private boolean skipCharacter(int octet) {
        if (octet >= ' ') {
            at++;
            return true;
        }
        if (octet >= 0) {
            return fail("no control character in a string");
        }
        int next = Utf8.next(octets, at, to);
        if (next < 0) {
            return fail("UTF-8");
        }
        at = next;
        return true;
    }

    /** Reads the rest of a string from its first escape on, and copies all of it. */
    private boolean readEscaped() {
        int scratch = fields.scratchStart();
        copy(textFrom, at);
        while (at < to) {
            int octet = octets[at];
            if (octet == '"') {
                at++;
                text = fields.scratch();
                isInScratch = true;
                textFrom = scratch;
                textTo = fields.scratchLength();
                return true;
            }
            int from = at;
            if (octet == '\\') {
                if (!readEscape()) {
                    return false;
                }
            } else if (skipCharacter(octet)) {
                copy(from, at);
            } else {
                return false;
            }
        }
        return fail("a closing quotation mark");
    }

    private void copy(int from, int end) {
        for (int i = from; i < end; i++) {
            fields.append(octets[i]);
        }
    }

    private boolean readEscape() {
        int index = at + 1 < to ? ESCAPES.indexOf(octets[at + 1]) : -1;
        if (index >= 0) {
            fields.append(ESCAPED.charAt(index));
            at += 2;
            return true;
        }
        int unit = readUnit();
        if (unit < 0) {
            return fail("an escape");
        }
        if (!Character.isSurrogate((char) unit)) {
            appendUtf8(unit);
            return true;
        }
        int low = Character.isHighSurrogate((char) unit) ? readUnit() : -1;
        if (low < 0 || !Character.isLowSurrogate((char) low)) {
            return fail("a surrogate pair");
        }
        appendUtf8(Character.toCodePoint((char) unit, (char) low));
        return true;
    }

    /** Reads an escape with four hexadecimal digits; returns -1 if there is none. */
    private int readUnit() {
        if (at + 6 > to || octets[at] != '\\' || octets[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = octets[i] < 0 ? -1 : Character.digit(octets[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        at += 6;
        return unit;
    }

    private void appendUtf8(int codePoint) {
        if (codePoint < 0x80) {
            fields.append(codePoint);
            return;
        }
        if (codePoint < 0x800) {
            fields.append(0xc0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                fields.append(0xe0 | codePoint >> 12);
            } else {
                fields.append(0xf0 | codePoint >> 18);
                fields.append(0x80 | (codePoint >> 12 & 0x3f));
            }
            fields.append(0x80 | (codePoint >> 6 & 0x3f));
        }
        fields.append(0x80 | (codePoint & 0x3f));
    }
}
