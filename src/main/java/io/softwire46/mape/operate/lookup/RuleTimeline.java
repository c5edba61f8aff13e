package io.softwire46.mape.operate.lookup;

import io.softwire46.mape.map.internal.Bits;
import java.io.Serializable;
import java.util.BitSet;

/**
 * The rules of all versions in one table. A rule that is equal in consecutive versions has one <em>line</em>, with the first and the
 * last of these versions, so the table grows with the changes and not with the number of versions.
 *
 * <p>Each Rule IPv4 prefix of any version is a node; the parent of a node is the next shorter prefix around it. A look-up finds the
 * longest prefix that contains the address, and from there goes to the parents until a node has a rule in the version that is
 * looked up: a rule with EA bits for the PSID or without sharing applies to all ports, a 1:1 rule applies to those of its PSID
 * (RFC 7597 sections 5.1 and 5.2).
 *
 * <p>Immutable.
 */
public final class RuleTimeline implements Serializable {
    /** Result of {@link #find} if no rule contains the address. */
    public static final int NO_RULE = -1;

    /** Result of {@link #find} for a shared address without a port. */
    public static final int PORT_REQUIRED = -2;

    /** Result of {@link #find} if no CE of a shared address owns the port. */
    public static final int UNASSIGNED_PORT = -3;

    static final int NO_NODE = -1;

    /**
     * A node with one rule, which is valid in all versions and is not a 1:1 rule, is replaced by its line: the sign bit and these bits,
     * less than {@link #NO_NODE}. A look-up then needs no run.
     */
    static final int ONLY_LINE = 0x3fff_ffff;

    static final int IS_LINE = 1 << 31;
    static final int LINE_WORDS = 4;

    /** Word 2 of a line: shape in the upper half, explicit PSID in the lower one. */
    static final int SHAPE_WORD = 2;

    /** Word 3 of a line: domain in the upper half, name in the lower one. */
    static final int NAME_WORD = 3;

    /** Set in the lower half of the word of names if it is a number in the list of names, and not the index of the rule. */
    static final int IS_NAMED = 1 << 31;

    private static final int PSID_AT = 48;
    private static final int FIRST_AT = 24;
    private static final int VERSION_MASK = (1 << 24) - 1;
    private static final long serialVersionUID = 1L;

    private final int versionCount;
    private final IntervalIndex intervals;

    /** By node, its parent, and where its runs and its 1:1 rules begin. */
    private final int[] parent;

    private final int[] firstRun;
    private final int[] firstMember;

    /** Run: first and last version in which a node has rules of one kind. */
    private final long[] runSpan;

    /** By run, the line of the only rule; the complement of a line for 1:1 rules. */
    private final int[] runLine;

    /** 1:1 rules in the order of node, PSID and version: PSID, first and last version. */
    private final long[] memberKey;

    /** Line of the first member; the line of member i is this plus i. */
    private final int memberLine;

    private final long[] lines;
    private final LineShape[] shapes;
    private final String[] domainNames;
    private final String[] ruleNames;

    /** The arrays of a table under construction. */
    @SuppressWarnings("ArrayRecordComponent")
    record Parts(
            IntervalIndex intervals,
            int[] parent,
            int[] firstRun,
            int[] firstMember,
            long[] runSpan,
            int[] runLine,
            long[] memberKey,
            int memberLine,
            long[] lines) {}

    /** The values that many lines refer to. */
    @SuppressWarnings("ArrayRecordComponent")
    record Names(LineShape[] shapes, String[] domainNames, String[] ruleNames) {}

    RuleTimeline(int versionCount, Parts parts, Names names) {
        this.versionCount = versionCount;
        intervals = parts.intervals;
        parent = parts.parent;
        firstRun = parts.firstRun;
        firstMember = parts.firstMember;
        runSpan = parts.runSpan;
        runLine = parts.runLine;
        memberKey = parts.memberKey;
        memberLine = parts.memberLine;
        lines = parts.lines;
        shapes = names.shapes;
        domainNames = names.domainNames;
        ruleNames = names.ruleNames;
    }

    static long memberKey(int psid, int firstVersion, int lastVersion) {
        return (long) psid << PSID_AT | (long) firstVersion << FIRST_AT | lastVersion;
    }

    public int versionCount() {
        return versionCount;
    }

    public int lineCount() {
        return lines.length / LINE_WORDS;
    }

    /**
     * Finds the rule of an address and port in a version. Does not allocate.
     *
     * @param ipv4 32 bits in network order
     * @param port 0 to 65,535; negative for none
     * @param version index of the version
     * @return a line, {@link #NO_RULE}, {@link #PORT_REQUIRED} or {@link #UNASSIGNED_PORT}
     */
    public int find(int ipv4, int port, int version) {
        int found = intervals.nodeOf(ipv4);
        if (found < NO_NODE) {
            return assigned(ONLY_LINE & found, port);
        }
        int none = NO_RULE;
        for (int node = found; node != NO_NODE; node = parent[node]) {
            int run = runOf(node, version);
            if (run < 0) {
                continue;
            }
            int line = runLine[run];
            if (line >= 0) {
                return assigned(line, port);
            }
            int any = assigned(~line, port);
            if (any < 0) {
                return any;
            }
            int member = memberOf(node, shape(~line).psidOf(port), version);
            if (member >= 0) {
                return memberLine + member;
            }
            none = UNASSIGNED_PORT; // unless a shorter prefix has the port
        }
        return none;
    }

    /** Returns the line, or why it has no owner for a port: ports with A = 0 have none (RFC 7597 section 5.1). */
    private int assigned(int line, int port) {
        LineShape shape = shape(line);
        boolean isOwned = !shape.isShared() || (port >= shape.firstPort() && port <= 0xffff);
        return isOwned ? line : port < 0 ? PORT_REQUIRED : UNASSIGNED_PORT;
    }

    /**
     * Returns whether a rule contains an address in a version.
     *
     * @param ipv4 32 bits in network order
     * @param version index of the version
     * @return true also if no CE owns a port of the address
     */
    public boolean contains(int ipv4, int version) {
        return find(ipv4, -1, version) != NO_RULE;
    }

    private int runOf(int node, int version) {
        int low = firstRun[node];
        int high = firstRun[node + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long span = runSpan[middle];
            if ((int) (span >>> 32) > version) {
                high = middle - 1;
            } else if ((int) span < version) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    private int memberOf(int node, int psid, int version) {
        int low = firstMember[node];
        int high = firstMember[node + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long key = memberKey[middle];
            int own = (int) (key >>> PSID_AT);
            if (own > psid || (own == psid && (int) (key >>> FIRST_AT & VERSION_MASK) > version)) {
                high = middle - 1;
            } else if (own < psid || (int) (key & VERSION_MASK) < version) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    /**
     * Returns the number of CEs that share an address in a version. Takes time and memory in the number of 1:1 rules of the
     * address.
     *
     * @param ipv4 an address for which {@link #find} returns {@link #PORT_REQUIRED} without a port
     * @param version index of the version
     * @return 2^k, or the number of PSIDs with a 1:1 rule if no shorter prefix has the others
     */
    public int subscribers(int ipv4, int version) {
        int found = intervals.nodeOf(ipv4);
        if (found < NO_NODE) {
            return 1 << shape(ONLY_LINE & found).psidLength();
        }
        BitSet psids = new BitSet();
        for (int node = found; node != NO_NODE; node = parent[node]) {
            int run = runOf(node, version);
            if (run >= 0 && runLine[run] >= 0) {
                return 1 << shape(runLine[run]).psidLength();
            }
            for (int i = firstMember[node]; run >= 0 && i < firstMember[node + 1]; i++) {
                long key = memberKey[i];
                if ((int) (key >>> FIRST_AT & VERSION_MASK) <= version && (int) (key & VERSION_MASK) >= version) {
                    psids.set((int) (key >>> PSID_AT));
                }
            }
        }
        return psids.cardinality();
    }

    private LineShape shape(int line) {
        return shapes[(int) (lines[line * LINE_WORDS + SHAPE_WORD] >>> 32)];
    }

    public boolean isShared(int line) {
        return shape(line).isShared();
    }

    public int prefixLength(int line) {
        return shape(line).prefixLength();
    }

    /** Returns the PSID of a port; -1 if the address is not shared. */
    public int psid(int line, int port) {
        LineShape shape = shape(line);
        return shape.isShared() ? shape.psidOf(port) : -1;
    }

    private static long eaBits(LineShape shape, int ipv4, int port) {
        return shape.eaBits(ipv4, shape.isShared() ? shape.psidOf(port) : 0);
    }

    public long prefixHigh(int line, int ipv4, int port) {
        LineShape shape = shape(line);
        return lines[line * LINE_WORDS]
                | Bits.placeHigh(eaBits(shape, ipv4, port), shape.ipv6Length(), shape.eaLength());
    }

    public long prefixLow(int line, int ipv4, int port) {
        LineShape shape = shape(line);
        return lines[line * LINE_WORDS + 1]
                | Bits.placeLow(eaBits(shape, ipv4, port), shape.ipv6Length(), shape.eaLength());
    }

    public long mapAddressLow(int line, int ipv4, int port) {
        LineShape shape = shape(line);
        int ownIpv4 = ipv4 & Bits.ipv4Mask(shape.ceIpv4Length());
        int psid = shape.isShared() ? shape.psidOf(port) : 0;
        return prefixLow(line, ipv4, port)
                | (shape.format().interfaceId(ownIpv4, psid) & ~Bits.ipv6MaskLow(shape.prefixLength()));
    }

    /** Returns domain, slash, and name or index of a rule. */
    public String name(int line) {
        long word = lines[line * LINE_WORDS + NAME_WORD];
        int own = (int) word;
        return domainNames[(int) (word >>> 32)] + "/" + (own < 0 ? ruleNames[own & ~IS_NAMED] : Integer.toString(own));
    }

    /** Returns the number of octets of the arrays, without the names. */
    public long octets() {
        return intervals.octets()
                + 4L * (parent.length + firstRun.length + firstMember.length + runLine.length)
                + 8L * (runSpan.length + memberKey.length + lines.length);
    }

    /** Returns the numbers of versions and lines. */
    @Override
    public String toString() {
        return "RuleTimeline[versions=" + versionCount + ", lines=" + lineCount() + ", shapes=" + shapes.length + "]";
    }
}
