package io.softwire46.mape.operate.form;

/**
 * UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF. Static methods only.
 */
public final class Utf8 {
    private Utf8() {}

    /**
     * Returns the index after the character at an index.
     *
     * @param octets holds the text
     * @param at index of its first octet
     * @param to the end, exclusive
     * @return the next index, or -1 if the octets are not a character
     */
    public static int next(byte[] octets, int at, int to) {
        int first = octets[at] & 0xff;
        if (first < 0x80) {
            return at + 1;
        }
        int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        // C0 and C1 begin overlong forms, F5 and more are above U+10FFFF, 80 to BF are no first octets.
        if (first < 0xc2 || first > 0xf4 || at + more >= to) {
            return -1;
        }
        int second = octets[at + 1] & 0xff;
        int min = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int max = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < min || second > max) {
            return -1;
        }
        for (int i = 2; i <= more; i++) {
            if ((octets[at + i] & 0xc0) != 0x80) {
                return -1;
            }
        }
        return at + more + 1;
    }
}
