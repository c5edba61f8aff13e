package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.CustomerEdge;
import java.nio.ByteBuffer;

/** Options by hand, in hexadecimal. Static methods only. */
public final class S46Octets {
    /** RFC 7597 appendix A example 1: F, 16 EA bits, 192.0.2.0/24, 2001:db8::/40. */
    public static final String RULE = rule("01", "");

    public static final String BR = option(90, "20010db8ffff00000000000000000001");
    public static final String BR_2 = option(90, "20010db8ffff00000000000000000002");
    public static final String DMR = option(91, "4020010db8ffff0000");
    public static final String MAP_E = option(94, RULE + BR);
    public static final String MAP_T = option(95, RULE + DMR);

    /** RFC 7597 appendix A example 5 as a binding: 192.0.2.18, 2001:db8:12:3400::/56, PSID 0x34 of 8 bits, offset 0. */
    public static final String BIND = option(92, "c0000212" + "3820010db8001234" + option(93, "00083400"));

    public static final String LW = option(96, BIND + BR);

    private S46Octets() {}

    public static String option(int code, String valueHex) {
        String value = valueHex.replace(" ", "");
        return "%04x%04x%s".formatted(code, value.length() / 2, value);
    }

    /** The rule of the example with other flags, and other octets after its prefix. */
    public static String rule(String flags, String suffix) {
        return option(89, flags + "10 18 c0000200 28 20010db800" + suffix);
    }

    public static ByteBuffer buffer(String hex) {
        return ByteBuffer.wrap(Bytes.hex(hex));
    }

    public static S46Reading read(String hex) {
        return S46Codec.read(buffer(hex));
    }

    public static String hex(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(buffer.position(), octets);
        return Bytes.hex(octets);
    }

    /** The CE of a reading that has a configuration. */
    static CustomerEdge customerEdge(S46Reading.Edge edge) {
        S46Reading.Edge complete = edge.requireConfiguration();
        return CustomerEdge.of(
                complete.domain().orElseThrow(), complete.endUserPrefix().orElseThrow());
    }
}
