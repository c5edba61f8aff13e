package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.judge.IpText;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bit fields of a MAP address (RFC 7597 sections 5.2 and 6): rule prefix, EA bits, subnet, interface identifier.
 *
 * <p>Static methods only.
 */
final class AddressFields {
    private static final int INTERFACE_ID = 64;

    private AddressFields() {}

    /**
     * A field.
     *
     * @param kind short name, which has a colour of its own
     * @param name as in the RFC
     * @param from index of its first bit
     * @param to index after its last bit
     * @param value as text
     */
    record Segment(String kind, String name, int from, int to, String value) {}

    /** Returns the fields of an address by the longest rule that matches it; empty if none does. */
    static List<Segment> of(byte[] address, Setup setup) {
        String bits = Bytes.bits(address, 0, 16);
        Segments best = null;
        int longest = -1;
        for (Domain domain : setup.domains()) {
            for (Domain.Rule rule : domain.rules()) {
                Optional<Prefix> ipv6 = Prefix.parse(rule.ipv6Prefix(), 16);
                Optional<Prefix> ipv4 = Prefix.parse(rule.ipv4Prefix(), 4);
                if (ipv6.isPresent()
                        && ipv4.isPresent()
                        && ipv6.get().length > longest
                        && ipv6.get().matches(bits)) {
                    longest = ipv6.get().length;
                    best = new Segments(address, longest, ipv4.get().length, rule, domain.format());
                }
            }
        }
        return best == null ? List.of() : best.all();
    }

    /** A prefix in a rule, which may be any text. */
    private record Prefix(String bits, int length) {
        static Optional<Prefix> parse(String text, int octets) {
            int slash = text.indexOf('/');
            String form = octets == 16 ? "[0-9a-fA-F:]*:[0-9a-fA-F:.]*" : "[0-9]{1,3}(\\.[0-9]{1,3}){3}";
            boolean readable = slash > 0
                    && text.substring(0, slash).matches(form)
                    && text.substring(slash + 1).matches("[0-9]{1,3}");
            if (!readable || Integer.parseInt(text.substring(slash + 1)) > 8 * octets) {
                return Optional.empty();
            }
            try {
                byte[] address = Bytes.address(text.substring(0, slash));
                int length = Integer.parseInt(text.substring(slash + 1));
                return address.length == octets
                        ? Optional.of(new Prefix(Bytes.bits(address, 0, octets), length))
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        boolean matches(String address) {
            return address.startsWith(bits.substring(0, length));
        }
    }

    /** Collects the fields from left to right; the prefix with its EA bits overwrites the interface identifier. */
    private static final class Segments {
        private final byte[] address;
        private final int prefix;
        private final int suffixBits;
        private final Domain.Rule rule;
        private final boolean draft03;
        private final List<Segment> all = new ArrayList<>();
        private int at;

        Segments(byte[] address, int prefix, int ipv4Length, Domain.Rule rule, String format) {
            this.address = address;
            this.prefix = prefix;
            this.suffixBits = 32 - ipv4Length;
            this.rule = rule;
            this.draft03 = format.equals("draft03");
        }

        List<Segment> all() {
            int ea = Math.max(0, Math.min(rule.eaLength(), 128 - prefix));
            int suffix = Math.min(ea, suffixBits);
            to(prefix, "prefix", "Rule IPv6 prefix");
            to(prefix + suffix, "ipv4", "EA bits: IPv4 suffix");
            to(prefix + ea, "psid", "EA bits: PSID");
            to(INTERFACE_ID, "subnet", "Subnet");
            to(INTERFACE_ID + (draft03 ? 8 : 16), "zero", "Interface ID: zero");
            to(INTERFACE_ID + (draft03 ? 40 : 48), "ipv4", "Interface ID: IPv4 address");
            to(INTERFACE_ID + (draft03 ? 56 : 64), "psid", "Interface ID: PSID");
            to(128, "zero", "Interface ID: zero");
            return all;
        }

        private void to(int end, String kind, String name) {
            if (end > at) {
                all.add(new Segment(kind, name, at, end, value(at, end, name.endsWith("IPv4 address"))));
                at = end;
            }
        }

        private String value(int from, int to, boolean ipv4) {
            if (from == 0) {
                byte[] masked = Bytes.ofBits(Bytes.bits(address, 0, 16).substring(0, to) + "0".repeat(128 - to));
                return IpText.of(masked) + "/" + to;
            }
            String bits = Bytes.bits(address, 0, 16).substring(from, to);
            String padded = "0".repeat((8 - bits.length() % 8) % 8) + bits;
            byte[] octets = Bytes.ofBits(padded);
            if (ipv4 && octets.length == 4) {
                return IpText.of(octets);
            }
            String hex = HexFormat.of().formatHex(octets).replaceFirst("^0+(?=.)", "");
            return "0x" + hex;
        }
    }

    /** Returns whether the bits of a segment are equal in another address. */
    static boolean isEqual(Segment segment, byte[] one, byte @Nullable [] other) {
        return other == null
                || Arrays.equals(
                        Bytes.bits(one, 0, 16)
                                .substring(segment.from(), segment.to())
                                .toCharArray(),
                        Bytes.bits(other, 0, 16)
                                .substring(segment.from(), segment.to())
                                .toCharArray());
    }
}
