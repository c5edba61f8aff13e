package io.softwire46.mape.cli.text;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Addresses;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Prints the mapping of a CE as text with a picture of its MAP address, or as JSON. Static methods only.
 */
public final class MappingText {
    private MappingText() {}

    public static void print(PrintWriter out, CeMapping ce, boolean allPorts, boolean colours, List<Finding> findings) {
        out.println("MAP address      " + ce.mapAddress().toCanonicalString());
        if (!ce.isAgreed()) {
            out.println("  others derive  " + ce.mapAddressFromRule().toCanonicalString());
        }
        out.println("End-user prefix  " + ce.endUserPrefix().toCanonicalString());
        out.println((ce.kind() == MappingKind.PREFIX ? "IPv4 prefix      " : "IPv4 address     ") + address(ce));
        out.printf(
                Locale.ROOT,
                "EA bits          %s of length %d%n",
                ce.eaBits().toHexString(),
                ce.rule().eaLength());
        if (ce.kind() == MappingKind.SHARED) {
            out.printf(
                    Locale.ROOT,
                    "PSID             0x%x of length %d at offset %d%n",
                    ce.psid(),
                    ce.rule().portParameters().psidLength(),
                    ce.rule().portParameters().psidOffset());
        }
        Paragraph.print(out, "Ports            ", " ".repeat(17), ports(ce.portSet(), allPorts));
        out.println();
        BitPicture.print(out, " ", ce, colours);
        if (!findings.isEmpty()) {
            out.println();
        }
        for (Finding finding : findings) {
            Paragraph.print(out, "", "  ", finding.toString());
        }
    }

    public static String ports(PortSet ports, boolean all) {
        int count = ports.rangeCount();
        String ranges = all || count <= 3
                ? ports.ranges().stream().map(PortRange::toString).collect(Collectors.joining(", "))
                : ports.rangeAt(0) + ", " + ports.rangeAt(1) + ", ..., " + ports.rangeAt(count - 1);
        return ports.size() + (ports.size() == 1 ? " port" : " ports") + " in " + count
                + (count == 1 ? " range: " : " ranges: ") + ranges;
    }

    private static String address(CeMapping ce) {
        return Addresses.toText(ce.ipv4Bits()) + (ce.kind() == MappingKind.PREFIX ? "/" + ce.ipv4Length() : "");
    }

    public static void printJson(PrintWriter out, CeMapping ce, List<Finding> findings) {
        JsonWriter json = JsonWriter.indented(out).beginObject();
        json.field("mapAddress", ce.mapAddress().toCanonicalString());
        json.field("mapAddressFromRule", ce.mapAddressFromRule().toCanonicalString());
        json.field("endUserPrefix", ce.endUserPrefix().toCanonicalString());
        MappingJson.mapping(json, ce);
        json.name("portRanges").beginArray();
        for (PortRange range : ce.portSet().ranges()) {
            json.beginArray().value(range.first()).value(range.last()).endArray();
        }
        json.endArray();
        FindingJson.array(json, findings);
        json.endObject().endLine();
    }
}
