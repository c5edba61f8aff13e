package io.softwire46.mape.provision.dhcp;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Converts octets to hexadecimal digits.
 *
 * <p>Static methods only.
 */
final class S46Hex {
    private S46Hex() {}

    /** Returns one line of lower-case digits. */
    static String line(ByteBuffer octets) {
        byte[] plain = new byte[octets.remaining()];
        octets.get(octets.position(), plain);
        return HexFormat.of().formatHex(plain) + "\n";
    }
}
