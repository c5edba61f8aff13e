package io.softwire46.mape.provision.dhcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Converts octets from and to hexadecimal digits, with or without colons or spaces.
 *
 * <p>Static methods only.
 */
final class S46Hex {
    private static final Pattern HEX = Pattern.compile("(0[xX])?[0-9a-fA-F:\\s]*");

    private S46Hex() {}

    /** Returns whether a text consists of hexadecimal digits for at least four octets. */
    static boolean isHex(byte[] text) {
        String digits = digits(text);
        return digits.length() >= 8
                && digits.length() % 2 == 0
                && HEX.matcher(latin(text).strip()).matches();
    }

    /** Returns the octets that the text denotes; the octets of the text itself if it is not hexadecimal. */
    static ByteBuffer octets(byte[] text) {
        return ByteBuffer.wrap(isHex(text) ? HexFormat.of().parseHex(digits(text)) : text);
    }

    private static String digits(byte[] text) {
        String plain = latin(text).strip();
        return plain.substring(plain.startsWith("0x") || plain.startsWith("0X") ? 2 : 0)
                .replaceAll("[^0-9a-fA-F]", "");
    }

    private static String latin(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Returns one line of lower-case digits. */
    static String line(ByteBuffer octets) {
        byte[] plain = new byte[octets.remaining()];
        octets.get(octets.position(), plain);
        return HexFormat.of().formatHex(plain) + "\n";
    }
}
