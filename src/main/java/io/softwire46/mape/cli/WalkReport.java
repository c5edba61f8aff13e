package io.softwire46.mape.cli;

import io.softwire46.mape.map.Addresses;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.JsonWriter;
import java.io.PrintWriter;

/**
 * A walk that has been done, told to a person or as JSON.
 */
final class WalkReport {
    private WalkReport() {}

    static void print(PrintWriter out, Walk walk) {
        MapRule rule = walk.rule();
        CeMapping mapping = walk.mapping();
        Paragraph.print(
                out,
                "",
                "MAP-E (RFC 7597): IPv4 over an IPv6-only network, without state per flow in the provider's network."
                        + " Customers share IPv4 addresses; each has some ports of one, and its IPv6 address tells"
                        + " which.");
        out.println();
        out.println("The rule that everybody knows:  " + rule.ipv6Prefix().toCanonicalString() + " carries "
                + rule.ipv4Prefix().toCanonicalString() + " with " + rule.eaLength() + " embedded (EA) bits,");
        out.println(
                "  PSID offset " + rule.portParameters().psidOffset() + ".  Border relay (BR): " + Walk.BORDER_RELAY);
        out.println(
                "The provider delegates " + Walk.END_USER_PREFIX + " to a customer edge router (CE). Its bits say:");
        out.println();
        BitPicture.print(out, " ", mapping);
        out.println(" MAP address " + mapping.mapAddress().toCanonicalString() + ": shared IPv4 address "
                + Addresses.toText(mapping.ipv4Bits()) + ",");
        out.println(" " + MappingText.ports(mapping.portSet(), false) + " (port = A | PSID | j)");
        out.println();
        walk.steps().forEach(step -> print(out, step));
        out.println();
        Paragraph.print(out, "", walk.contradiction());
        out.println();
        walk.statistics().print(out);
    }

    private static void print(PrintWriter out, Walk.Step step) {
        out.printf("%2d  %-23s %s%n", step.number(), step.place(), step.what());
        String indent = "      ";
        if (step.tunnel() != null) {
            out.println(indent + "IPv6 " + step.tunnel());
            indent += "  ";
        }
        if (step.packet() != null) {
            out.println(indent + "IPv4 " + step.packet() + ", " + step.octets() + " octets");
        }
        step.notes().forEach(note -> Paragraph.print(out, "      * ", "        ", note));
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
            json.field("tunnel", step.tunnel()).field("packet", step.packet());
            if (step.packet() != null) {
                json.field("octets", step.octets());
            }
            json.name("notes").beginArray();
            step.notes().forEach(json::value);
            json.endArray().endObject();
        }
        json.endArray().field("contradiction", walk.contradiction());
        walk.statistics().writeJson(json.name("statistics"));
        json.endObject().endLine();
    }
}
