package io.softwire46.mape.cli.text;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Picture of the fields of a CE's MAP address (RFC 7597 sections 5.2 and 6) or of a port (section 5.1), with the number of the
 * first bit of each field.
 *
 * <p>Immutable.
 */
public final class BitPicture {
    private final int bits;
    private final long high;
    private final long low;
    private final List<Field> fields = new ArrayList<>();

    private BitPicture(CeMapping ce) {
        bits = 128;
        high = ce.mapAddressHigh();
        low = ce.mapAddressLow();
        MapRule rule = ce.rule();
        int n = rule.ipv6Length();
        int p = rule.suffixLength();
        int o = rule.eaLength();
        int prefixEnd = ce.endUserPrefixLength();
        fields.add(new Field(0, n, "Rule IPv6 prefix", rule.ipv6Prefix().toCanonicalString()));
        add(n, n + p, "IPv4 suffix");
        add(n + p, n + o, "PSID");
        add(n + o, prefixEnd, prefixEnd > n + o ? "rest of prefix" : "");
        add(prefixEnd, 64, "subnet");
        int pad = rule.format() == InterfaceIdFormat.RFC7597 ? 80 : 72;
        boolean prefix = rule.kind() == MappingKind.PREFIX;
        addIdentifierField(prefixEnd, 64, pad, "zero");
        addIdentifierField(prefixEnd, pad, pad + 32, prefix ? "IPv4 prefix" : "IPv4 address");
        addIdentifierField(prefixEnd, pad + 32, pad + 48, "PSID");
        addIdentifierField(prefixEnd, pad + 48, 128, "zero");
    }

    private BitPicture(PortParameters parameters, int port) {
        bits = 16;
        high = 0;
        low = 0;
        int a = parameters.psidOffset();
        int psidEnd = a + parameters.psidLength();
        String binary = Integer.toBinaryString(1 << bits | port).substring(1);
        fields.add(new Field(0, a, "A", binary.substring(0, a)));
        fields.add(new Field(a, psidEnd, "PSID", binary.substring(a, psidEnd)));
        fields.add(new Field(psidEnd, bits, "j", binary.substring(psidEnd)));
    }

    private record Field(int from, int to, String name, String value) {
        int width() {
            return Math.max(name.length(), value.length()) + 2;
        }
    }

    /** Prints the MAP address; with {@code colours}, bits with the same meaning have the same colour. */
    public static void print(PrintWriter out, String indent, CeMapping ce, boolean colours) {
        new BitPicture(ce).print(out, indent, colours);
    }

    /** Prints a port in binary. */
    public static void print(PrintWriter out, String indent, PortParameters parameters, int port) {
        new BitPicture(parameters, port).print(out, indent, false);
    }

    private void print(PrintWriter out, String indent, boolean colours) {
        StringBuilder ruler = new StringBuilder(indent);
        StringBuilder edge = new StringBuilder(indent);
        StringBuilder names = new StringBuilder(indent);
        StringBuilder values = new StringBuilder(indent);
        for (Field field : fields) {
            ruler.append(pad(String.valueOf(field.from()), field.width() + 1));
            edge.append('+').append("-".repeat(field.width()));
            String colour = colours ? Terminal.colour(field.name()) : "";
            String end = colour.isEmpty() ? "" : Terminal.PLAIN;
            names.append("| ")
                    .append(colour)
                    .append(pad(field.name(), field.width() - 1))
                    .append(end);
            values.append("| ")
                    .append(colour)
                    .append(pad(field.value(), field.width() - 1))
                    .append(end);
        }
        out.println(ruler.toString() + bits);
        out.println(edge + "+");
        out.println(names + "|");
        out.println(values + "|");
        out.println(edge + "+");
    }

    /** Adds a field of the interface identifier, without the part that a long End-user prefix overwrites. */
    private void addIdentifierField(int prefixEnd, int from, int to, String name) {
        int start = Math.max(from, prefixEnd);
        boolean whole = start == from;
        add(start, to, whole ? name : name + " (part)");
    }

    private void add(int from, int to, String name) {
        if (to > from) {
            long value = Bits.extract(high, low, from, Math.min(to - from, 63));
            boolean ipv4 = name.equals("IPv4 address") || name.equals("IPv4 prefix");
            fields.add(new Field(
                    from,
                    to,
                    name,
                    ipv4 ? Addresses.toText((int) value) : value == 0 ? "0" : "0x" + Long.toHexString(value)));
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
