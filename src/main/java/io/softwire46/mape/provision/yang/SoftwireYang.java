package io.softwire46.mape.provision.yang;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.JsonReader;
import io.softwire46.mape.provision.format.internal.JsonSource;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes data of the YANG modules of RFC 8676 as JSON (RFC 7951), and reads it as XML (RFC 7950): {@code ietf-softwire-br}
 * with algorithm and binding instances, and the algorithm instances of {@code ietf-softwire-ce}.
 *
 * <p>An {@code algo-instance} of a BR is a rule. Instances with the same {@code br-ipv6-addr} form one domain, named after the
 * first of them. A {@code bind-instance} is a domain of Lightweight 4over6, and an interface of a CE is a domain. The reader
 * skips MAP-T instances, disabled instances, and the binding of a CE, which has no IPv4 address, and reports each.
 *
 * <p>Static methods only.
 */
public final class SoftwireYang {
    private static final String RFC = "RFC 8676 section 3.1";
    private static final String RESTCONF = "ietf-restconf:data";
    static final String INSTANCES = "br-instances";

    /** Members that the reader also accepts without their module. */
    private static final Set<String> PLAIN_NAMES = Set.of(INSTANCES, "interfaces");

    private SoftwireYang() {}

    /**
     * Reads the instances of a BR, the softwires of a CE, or both.
     *
     * @param text one JSON object, as RESTCONF returns it, with or without {@code ietf-restconf:data}; members of other modules
     *     are ignored
     * @return domains and findings; without domains if a finding is an error
     */
    public static ReadResult readDomains(String text) {
        DomainReading reading = new DomainReading();
        JsonObject root = JsonSource.object(text, reading, "an object with data of YANG modules", RFC);
        if (root != null) {
            assemble(List.of(unwrapped(root)), Locations.of(root), reading);
        }
        return reading.finish("yang");
    }

    /** Reads objects that have the names of the modules before their members. */
    static void assemble(List<JsonObject> roots, Location start, DomainReading reading) {
        List<LenientJsonDomain> domains = new ArrayList<>();
        roots.forEach(root -> read(root, reading, domains));
        LenientJsonDomain.assemble(domains, reading);
        if (domains.isEmpty() && !reading.hasError()) {
            reading.add(Locations.put(
                    start,
                    DomainSyntax.error(
                            INSTANCES,
                            Finding.MISSING,
                            "has no instance of MAP-E or Lightweight 4over6; add " + YangNames.BR + ":" + INSTANCES
                                    + " or softwires in " + YangNames.INTERFACES + ":interfaces",
                            RFC)));
        }
    }

    private static JsonObject unwrapped(JsonObject root) {
        JsonValue data = root.optional(RESTCONF).orElse(root);
        return data.kind() == JsonValue.Kind.OBJECT ? data.asObject() : root;
    }

    private static void read(JsonObject root, DomainReading reading, List<LenientJsonDomain> domains) {
        JsonObject instances = top(root, YangNames.BR, INSTANCES, YangNames.BR_RFC, reading);
        if (instances != null) {
            YangBorderRelayReader.read(instances, reading, domains);
        }
        JsonObject interfaces = top(root, YangNames.INTERFACES, "interfaces", YangNames.CE_RFC, reading);
        if (interfaces != null) {
            YangCustomerEdgeReader.read(interfaces, reading, domains);
        }
    }

    // RFC 7951 section 4: a top-level member name must include the name of its module.
    private static @Nullable JsonObject top(
            JsonObject root, String module, String name, String rfc, DomainReading reading) {
        LenientJsonFields fields = new LenientJsonFields(root, "", rfc, "", reading::add);
        JsonValue plain = root.optional(name).orElse(null);
        if (root.has(module + ":" + name) || plain == null) {
            return fields.object(module + ":" + name);
        }
        fields.warn(name, plain, "lacks the name of its module; it is read as " + module + ":" + name);
        return fields.object(name);
    }

    /**
     * Returns the reader of the format.
     *
     * @return the reader of BR instances and of CE softwires
     */
    public static FormatReader reader() {
        return new JsonReader("yang", SoftwireYang::detects, SoftwireYang::readDomains, YangOptions.BINDING);
    }

    /**
     * Returns the reader of the same data in XML (RFC 7950).
     *
     * @return the reader, which refuses a document type declaration and reads no external entity
     */
    public static FormatReader xmlReader() {
        return YangXmlReader.INSTANCE;
    }

    /** Detects the module that precedes the name of a member (RFC 7951 section 4), which no other format has. */
    private static boolean detects(FormatReader.Input input) {
        return input.firstName().indexOf(':') >= 0 || PLAIN_NAMES.contains(input.firstName());
    }

    /**
     * Returns the writer of the instances of a BR.
     *
     * @return the writer, which omits rules without a border relay address, and rules with a PSID of 16 bits
     */
    public static FormatWriter borderRelayWriter() {
        return SimpleWriter.of("yang", request -> borderRelay(request.domains()), YangOptions.BINDING);
    }

    /**
     * Returns the writer of the softwire interfaces of a CE.
     *
     * @return the writer, which also omits rules that have no leaves at a CE
     */
    public static FormatWriter customerEdgeWriter() {
        return SimpleWriter.of("yang-ce", request -> customerEdge(request.domains()), YangOptions.EDGE);
    }

    private static ConversionReport borderRelay(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = YangChecks.report();
        List<ConfiguredDomain> rest = YangChecks.borderRelay(domains, report);
        return report.report(rest.isEmpty() ? "" : YangWriter.borderRelay(rest, YangChecks.areBindings(domains)));
    }

    private static ConversionReport customerEdge(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = YangChecks.report();
        List<ConfiguredDomain> rest = YangChecks.customerEdge(domains, report);
        return report.report(rest.isEmpty() ? "" : YangWriter.customerEdge(rest));
    }

    /**
     * Checks domains for a BR. Settings that the format cannot express are errors, with id {@link FindingId#LOST} if the text
     * would only omit them. Differences in behaviour are warnings.
     *
     * @param domains domains to write
     * @return findings with the fields of the domain file
     */
    public static List<Finding> check(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = YangChecks.report();
        YangChecks.borderRelay(domains, report);
        return report.findings();
    }

    /**
     * Writes the instances of a BR: binding instances if all rules of all domains are bindings of single CEs, otherwise algorithm
     * instances.
     *
     * @param domains at least one
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     * @throws MapConfigurationException with all findings of {@link #check}, if a rule or a domain cannot be expressed
     */
    public static String write(List<ConfiguredDomain> domains) {
        return borderRelay(domains).requireText();
    }

    /**
     * Checks domains for CEs. Settings that the format cannot express are errors, with id {@link FindingId#LOST} if the text
     * would only omit them. Differences in behaviour are warnings.
     *
     * @param domains domains to write
     * @return findings with the fields of the domain file
     */
    public static List<Finding> checkCustomerEdge(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = YangChecks.report();
        YangChecks.customerEdge(domains, report);
        return report.findings();
    }

    /**
     * Writes the softwire interfaces of a CE, one per domain, named after the domain.
     *
     * @param domains at least one; rules with a PSID of their own or an offset other than 6 have no leaves
     * @return {@code ietf-interfaces:interfaces}, indented, ending with a line feed
     * @throws MapConfigurationException with all findings of {@link #checkCustomerEdge}, if a rule or a domain cannot
     *     be expressed
     */
    public static String writeCustomerEdge(List<ConfiguredDomain> domains) {
        return customerEdge(domains).requireText();
    }
}
