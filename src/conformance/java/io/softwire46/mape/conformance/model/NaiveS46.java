package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import java.util.ArrayList;
import java.util.List;

/** DHCPv6 options of RFC 7598 sections 4 and 5, put together and taken apart octet by octet. */
public final class NaiveS46 {
    public static final int RULE = 89;
    public static final int BR = 90;
    public static final int DMR = 91;
    public static final int BINDING = 92;
    public static final int PORT_PARAMETERS = 93;
    public static final int MAP_E = 94;

    private NaiveS46() {}

    /**
     * A rule option before it is interpreted: no field is masked or shifted.
     *
     * @param flags all eight bits
     * @param ipv4 4 octets
     * @param ipv6 the octets of the field, as many as there are
     * @param portParameters 4 octets, or none for a rule without that option
     */
    @SuppressWarnings("ArrayRecordComponent") // no one compares rules
    public record Rule(
            int flags, int eaLength, int ipv4Length, byte[] ipv4, int ipv6Length, byte[] ipv6, byte[] portParameters) {
        public Rule withFlags(int value) {
            return new Rule(value, eaLength, ipv4Length, ipv4, ipv6Length, ipv6, portParameters);
        }

        public Rule withIpv4(byte[] octets) {
            return new Rule(flags, eaLength, ipv4Length, octets, ipv6Length, ipv6, portParameters);
        }

        public Rule withIpv6(byte[] octets) {
            return new Rule(flags, eaLength, ipv4Length, ipv4, ipv6Length, octets, portParameters);
        }

        /** Section 4.1, figure 2. */
        public byte[] option() {
            byte[] head = {(byte) flags, (byte) eaLength, (byte) ipv4Length};
            byte[] ports = portParameters.length == 0 ? new byte[0] : NaiveS46.option(PORT_PARAMETERS, portParameters);
            return NaiveS46.option(RULE, head, ipv4, new byte[] {(byte) ipv6Length}, ipv6, ports);
        }
    }

    /** An option: code, length, data. */
    public static byte[] option(int code, byte[]... data) {
        byte[] all = concat(data);
        byte[] head = new byte[4];
        Bytes.put16(head, 0, code);
        Bytes.put16(head, 2, all.length);
        return concat(head, all);
    }

    /** Section 4.5: the PSID is at the left of its 16 bits. */
    public static byte[] portParameters(int offset, int psidLength, int psid) {
        byte[] octets = {(byte) offset, (byte) psidLength, 0, 0};
        Bytes.put16(octets, 2, psid << (16 - psidLength));
        return octets;
    }

    /** The octets of a prefix field: as many as its length needs. */
    public static byte[] field(byte[] address, int length) {
        return part(address, 0, (length + 7) / 8);
    }

    /** An option that was read. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares options
    public record Option(int code, byte[] data) {}

    /**
     * Takes options apart.
     *
     * @throws IllegalArgumentException if they end in the middle of one
     */
    public static List<Option> options(byte[] octets) {
        List<Option> options = new ArrayList<>();
        for (int at = 0; at < octets.length; ) {
            require(at + 4 <= octets.length, "half an option");
            int end = at + 4 + u16(octets, at + 2);
            require(end <= octets.length, "half an option");
            options.add(new Option(u16(octets, at), part(octets, at + 4, end)));
            at = end;
        }
        return options;
    }

    /**
     * Takes the data of a rule option apart.
     *
     * @throws IllegalArgumentException if it is too short
     */
    public static Rule rule(byte[] data) {
        require(data.length >= 8, "half a rule");
        int ipv6Length = u8(data, 7);
        int end = 8 + (ipv6Length + 7) / 8;
        require(end <= data.length && ipv6Length <= 128, "half a prefix");
        byte[] ports = new byte[0];
        for (Option option : options(part(data, end, data.length))) {
            if (option.code() == PORT_PARAMETERS && option.data().length == 4) {
                ports = option.data();
            }
        }
        return new Rule(u8(data, 0), u8(data, 1), u8(data, 2), part(data, 3, 7), ipv6Length, part(data, 8, end), ports);
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
