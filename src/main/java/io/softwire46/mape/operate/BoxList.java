package io.softwire46.mape.operate;

import java.util.Arrays;

/**
 * Boxes in arrays of 16 octets each.
 *
 * <p>Not thread-safe: immutable once it is built.
 */
final class BoxList {
    private int count;
    private int[] ipv4First = new int[16];
    private int[] ipv4Last = new int[16];
    private char[] psidFirst = new char[16];
    private char[] psidLast = new char[16];
    private int[] rule = new int[16];

    /** Adds a box without its last address, and returns its index. */
    int open(int first, int fromPsid, int toPsid, int ofRule) {
        if (count == OwnershipBoxes.MAX_BOXES) {
            throw tooMany();
        }
        if (count == rule.length) {
            resize(count + (count >> 1));
        }
        ipv4First[count] = first;
        psidFirst[count] = (char) fromPsid;
        psidLast[count] = (char) toPsid;
        rule[count] = ofRule;
        return count++;
    }

    static IllegalArgumentException tooMany() {
        return new IllegalArgumentException("the rules need more than " + OwnershipBoxes.MAX_BOXES
                + " boxes, as 1:1 rules contain many nested prefixes; divide them");
    }

    private void resize(int size) {
        ipv4First = Arrays.copyOf(ipv4First, size);
        ipv4Last = Arrays.copyOf(ipv4Last, size);
        psidFirst = Arrays.copyOf(psidFirst, size);
        psidLast = Arrays.copyOf(psidLast, size);
        rule = Arrays.copyOf(rule, size);
    }

    void close(int box, int last) {
        ipv4Last[box] = last;
    }

    BoxList trimmed() {
        resize(count);
        return this;
    }

    int size() {
        return count;
    }

    int ipv4First(int box) {
        return ipv4First[box];
    }

    int ipv4Last(int box) {
        return ipv4Last[box];
    }

    int psidFirst(int box) {
        return psidFirst[box];
    }

    int psidLast(int box) {
        return psidLast[box];
    }

    int rule(int box) {
        return rule[box];
    }
}
