package io.softwire46.mape.provision.kea;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.PrefixField;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads softwire options from octets in hexadecimal, as {@code "csv-format": false} has them. Static methods only. */
final class KeaHex {
    private static final Pattern DIGITS = Pattern.compile("([0-9a-fA-F]{2})*+");
    private static final int ADDRESS = 16;
    private static final int RULE_HEADER = 8;
    private static final int BIND_HEADER = 5;
    private static final int PORT_PARAMETERS = 4;

    private KeaHex() {}

    /** Returns the octets of digits with or without {@code 0x}, colons and spaces; empty if there are others. */
    static Optional<byte[]> octets(String data) {
        String plain = data.replaceAll("[\\s:]+|0[xX](?=[0-9a-fA-F]{2})", "");
        return DIGITS.matcher(plain).matches() ? Optional.of(HexFormat.of().parseHex(plain)) : Optional.empty();
    }

    /** Returns the option with this value; null if its octets have not the layout of RFC 7598 section 4. */
    static @Nullable KeaOption option(
            KeaCode code, @Nullable KeaCode parent, byte[] octets, int from, int to, Location place) {
        List<String> texts = new ArrayList<>();
        int end = switch (code) {
            case RULE -> rule(octets, from, to, texts);
            case BIND -> binding(octets, from, to, texts);
            case BR -> address(octets, from, to, texts);
            case DMR -> prefix(octets, from, to, texts);
            case PORTS -> ports(octets, from, to, texts);
            default -> from;
        };
        List<KeaOption> inner = end < 0 ? null : inner(code, octets, end, to, place);
        if (inner == null) {
            return null;
        }
        return new KeaOption(
                code,
                parent,
                texts.stream().map(text -> new KeaOption.Token(text, place)).toList(),
                inner,
                place);
    }

    private static @Nullable List<KeaOption> inner(KeaCode parent, byte[] octets, int from, int to, Location place) {
        OptionOctets.Options options = OptionOctets.split(octets, from, to);
        if (options.end() != to) {
            return null;
        }
        List<KeaOption> inner = new ArrayList<>();
        for (OptionOctets.Option each : options.list()) {
            KeaCode code = KeaCode.of(each.code()).orElse(null);
            KeaOption option = code == null || !parent.permits(code)
                    ? null
                    : option(code, parent, octets, each.from(), each.to(), place);
            if (option == null) {
                return null;
            }
            inner.add(option);
        }
        return inner;
    }

    private static int rule(byte[] octets, int from, int to, List<String> texts) {
        if (to - from < RULE_HEADER) {
            return -1;
        }
        texts.add(String.valueOf(OptionOctets.u8(octets, from)));
        texts.add(String.valueOf(OptionOctets.u8(octets, from + 1)));
        texts.add(String.valueOf(OptionOctets.u8(octets, from + 2)));
        texts.add(Addresses.toText(OptionOctets.u32(octets, from + 3)));
        return prefix(octets, from + RULE_HEADER - 1, to, texts);
    }

    private static int binding(byte[] octets, int from, int to, List<String> texts) {
        if (to - from < BIND_HEADER) {
            return -1;
        }
        texts.add(Addresses.toText(OptionOctets.u32(octets, from)));
        return prefix(octets, from + BIND_HEADER - 1, to, texts);
    }

    /** Reads a length and a prefix; returns the offset after it, negative if it does not fit. */
    private static int prefix(byte[] octets, int from, int to, List<String> texts) {
        int length = from < to ? OptionOctets.u8(octets, from) : ADDRESS * 8 + 1;
        if (length > ADDRESS * 8 || PrefixField.octetsOf(length) > to - from - 1) {
            return -1;
        }
        PrefixField field = PrefixField.read(octets, from);
        long[] bits = Addresses.bits(field.prefix());
        texts.add(Addresses.toText(bits[0], bits[1]) + "/" + length);
        return field.end();
    }

    private static int address(byte[] octets, int from, int to, List<String> texts) {
        if (to - from != ADDRESS) {
            return -1;
        }
        texts.add(OptionOctets.ipv6(octets, from).toCanonicalString());
        return to;
    }

    /** RFC 7598 section 4.5: the PSID is left-justified. */
    private static int ports(byte[] octets, int from, int to, List<String> texts) {
        if (to - from != PORT_PARAMETERS) {
            return -1;
        }
        int length = OptionOctets.u8(octets, from + 1);
        int field = OptionOctets.u16(octets, from + 2);
        texts.add(String.valueOf(OptionOctets.u8(octets, from)));
        texts.add((length > 16 ? field : field >>> (16 - length)) + "/" + length);
        return to;
    }
}
