package io.softwire46.mape.provision.hb46pp;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.WrittenText;
import java.util.List;

/**
 * The JSON document of HB46PP (HTTP-Based IPv4 over IPv6 Provisioning Protocol), by which Japanese providers configure
 * CPEs; {@code map_e.version} 0, or none, means the interface identifier of draft-03.
 *
 * <p>Holds no state.
 */
public final class Hb46pp {
    /** Where the members are defined. */
    static final String DATA_FORMAT = "HB46PP 1.1 section 3.4";

    private Hb46pp() {}

    /**
     * Reads a document. Members that HB46PP does not know are passed over with a warning.
     *
     * @param text one JSON object
     * @return the document and findings
     */
    public static Hb46ppReading read(String text) {
        Hb46ppReader reader = Hb46ppReader.read(text);
        ReadResult file = reader.finish(false);
        return new Hb46ppReading(file.isRefused() ? null : reader.document(file), file);
    }

    /**
     * Reads the domains of a document: {@code map_e} and {@code lw4o6}, in the order that the document prefers.
     *
     * @param text one JSON object
     * @return domains, or what is wrong; that there is none is an error
     */
    public static ReadResult readDomains(String text) {
        return Hb46ppReader.read(text).finish(true);
    }

    /**
     * What stands in the way of writing domains, and what would be left out, which has the id {@link FindingId#LOST}: both
     * are errors. Differences in behaviour are warnings.
     *
     * @param domains what is to be written
     * @return findings with the fields of the domain file
     */
    public static List<Finding> check(List<ConfiguredDomain> domains) {
        return Hb46ppChecks.check(domains);
    }

    /**
     * A document of a domain, or of two.
     *
     * @param domains as {@link Hb46ppDocument#of} takes them
     * @return an object, indented, ending with a line feed
     * @throws MapConfigurationException with all findings of {@link #check}, if one {@linkplain WrittenText#preventsWriting prevents
     *     writing}
     */
    public static String write(List<ConfiguredDomain> domains) {
        return write(Hb46ppDocument.of(domains));
    }

    /**
     * Writes a document.
     *
     * @param document what reads back as an equal one
     * @return an object, indented, ending with a line feed
     */
    public static String write(Hb46ppDocument document) {
        return Hb46ppWriter.write(document);
    }
}
