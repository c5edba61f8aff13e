package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.BitPicture;
import io.softwire46.mape.cli.text.MappingText;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Addresses;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Prints a completed walk as text or JSON. Static methods only.
 */
final class WalkReport {
    private WalkReport() {}

    static void print(PrintWriter out, Walk walk) {
        Paragraph.print(
                out,
                "",
                "MAP-E (RFC 7597) carries IPv4 over an IPv6-only network, without state per flow in the provider's"
                        + " network. Customers share IPv4 addresses. Each has a set of ports of one address, which its"
                        + " IPv6 address indicates.");
        Paragraph.print(
                out, "", "The addresses are those of Juniper's published MAP-E overview; * marks its contradictions.");
        out.println();
        printAddress(out, walk);
        out.println();
        printPort(out, walk);
        out.println();
        walk.steps().forEach(step -> print(out, step));
        out.println();
        Paragraph.print(out, "* ", "  ", walk.contradiction());
        out.println();
        walk.statistics().print(out);
    }

    private static void printAddress(PrintWriter out, Walk walk) {
        MapRule rule = walk.rule();
        CeMapping mapping = walk.mapping();
        Paragraph.print(
                out,
                "",
                "All CEs and BRs of the domain have this rule: "
                        + rule.ipv6Prefix().toCanonicalString()
                        + " carries " + rule.ipv4Prefix().toCanonicalString() + ". The IPv6 prefix is followed by "
                        + rule.eaLength()
                        + " EA (embedded address) bits: the rest of the IPv4 address and the PSID (port-set"
                        + " identifier). Border relay (BR): " + Walk.BORDER_RELAY + ".");
        out.println("The provider delegates " + Walk.END_USER_PREFIX + " to a customer edge router (CE). Its bits:");
        BitPicture.print(out, " ", mapping, false);
        Paragraph.print(
                out,
                " ",
                "MAP address " + mapping.mapAddress().toCanonicalString() + ", shared IPv4 address "
                        + Addresses.toText(mapping.ipv4Bits()) + ". Bits 64 to 127, the interface identifier,"
                        + " repeat IPv4 address and PSID; decoding does not use them.");
    }

    private static void printPort(PrintWriter out, Walk walk) {
        CeMapping mapping = walk.mapping();
        PortParameters parameters = walk.rule().portParameters();
        out.println("Every port of the CE contains the PSID, after " + parameters.psidOffset()
                + " bits (the PSID offset). Port " + Walk.PUBLIC_PORT + " in bits:");
        BitPicture.print(out, " ", parameters, Walk.PUBLIC_PORT);
        Paragraph.print(
                out,
                " ",
                "A must not be 0, which excludes ports 0 to " + ((0x10000 >> parameters.psidOffset()) - 1)
                        + "; j has any value. The CE owns all ports with its PSID 0x"
                        + Integer.toHexString(mapping.psid())
                        + ", and its NAPT (network address and port translation) uses only these: "
                        + MappingText.ports(mapping.portSet(), false) + ".");
    }

    private static void print(PrintWriter out, Walk.Step step) {
        out.printf(Locale.ROOT, "%2d  %-23s %s%n", step.number(), step.place(), step.what());
        Walk.ShownPacket packet = step.packet();
        if (packet != null) {
            print(out, packet);
        }
        step.reasons().forEach(reason -> Paragraph.print(out, "      ", "      ", reason));
        step.notes().forEach(note -> Paragraph.print(out, "      * ", "        ", note));
    }

    private static void print(PrintWriter out, Walk.ShownPacket packet) {
        String indent = "      ";
        if (packet.tunnel() != null) {
            out.println(indent + "IPv6 " + packet.tunnel());
            indent += "  ";
        }
        out.println(indent + "IPv4 " + packet.inner() + ", " + packet.octets() + " octets");
    }

    static void printJson(PrintWriter out, Walk walk) {
        JsonWriter json = JsonWriter.indented(out).beginObject();
        json.name("rule").beginObject();
        json.field("ipv6Prefix", walk.rule().ipv6Prefix().toCanonicalString());
        json.field("ipv4Prefix", walk.rule().ipv4Prefix().toCanonicalString());
        json.field("eaLength", walk.rule().eaLength());
        json.field("psidOffset", walk.rule().portParameters().psidOffset()).endObject();
        json.field("borderRelay", Walk.BORDER_RELAY);
        json.field("endUserPrefix", Walk.END_USER_PREFIX);
        json.field("mapAddress", walk.mapping().mapAddress().toCanonicalString());
        json.name("steps").beginArray();
        for (Walk.Step step : walk.steps()) {
            json.beginObject().field("step", step.number());
            json.field("place", step.place()).field("what", step.what());
            Walk.ShownPacket packet = step.packet();
            json.field("tunnel", packet == null ? null : packet.tunnel());
            json.field("packet", packet == null ? null : packet.inner());
            if (packet != null) {
                json.field("octets", packet.octets());
            }
            json.name("notes").beginArray();
            step.reasons().forEach(json::value);
            step.notes().forEach(json::value);
            json.endArray().endObject();
        }
        json.endArray().field("contradiction", walk.contradiction());
        walk.statistics().writeJson(json.name("statistics"));
        json.endObject().endLine();
    }
}
