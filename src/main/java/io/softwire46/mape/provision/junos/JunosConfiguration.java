package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.WrittenText;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a Junos configuration says about MAP-E, in either form: the concentrators of a border relay with the softwire
 * rules and service sets that lead packets to them, and CEs. The rest of a router's configuration is passed over and
 * counted.
 *
 * <p>Reading never throws: a text that cannot be used has findings of severity error, no domains, no concentrators and no
 * CEs. Of a statement that is marked inactive nothing counts.
 *
 * <p>Immutable.
 */
public final class JunosConfiguration {
    private final JunosForm form;
    private final ReadResult file;
    private final List<JunosConcentrator> concentrators;
    private final JunosServices services;
    private final List<JunosEdge> edges;

    private JunosConfiguration(
            JunosForm form,
            ReadResult file,
            List<JunosConcentrator> concentrators,
            JunosServices services,
            List<JunosEdge> edges) {
        this.form = form;
        this.file = file;
        this.concentrators = concentrators;
        this.services = services;
        this.edges = edges;
    }

    /**
     * Reads the Junos form of a domain file: {@code set} lines of a border relay.
     *
     * @param text any size
     * @return domains, or what is wrong
     */
    public static ReadResult readSetLines(String text) {
        return JunosDomains.read(text);
    }

    /**
     * Reads a configuration. The first line that says anything tells the form.
     *
     * @param given any size; what a terminal session adds (prompts, banners) is left out, and so is a byte order mark; of
     *     what {@code show | compare} prints, the lines with {@code +} are read
     * @return what it says, or what is wrong
     */
    public static JunosConfiguration read(String given) {
        DomainReading reading = new DomainReading();
        String printed = DomainSyntax.withoutByteOrderMark(given);
        boolean compared = JunosCompare.isForm(printed);
        String text = compared ? JunosCompare.added(printed, reading) : printed;
        JunosConcentrators concentrators = new JunosConcentrators(reading);
        JunosEdges edges = new JunosEdges(reading);
        JunosServicesReader services = new JunosServicesReader(reading);
        JunosReading statements = new JunosReading(reading, concentrators, edges, services);
        if (JunosDetection.isShowOutput(text)) {
            JunosDetection.refuseShowOutput(reading);
            ReadResult file = reading.finish(ReadResult.Form.JUNOS);
            return new JunosConfiguration(JunosForm.SET, file, List.of(), JunosServices.NONE, List.of());
        }
        JunosForm form = JunosSetLines.isForm(text) ? JunosForm.SET : JunosForm.BRACES;
        if (form == JunosForm.SET) {
            JunosSetLines.read(text, statements);
        } else {
            JunosBraces.read(text, statements);
        }
        boolean missing = concentrators.isEmpty() && edges.isEmpty() && !reading.hasError();
        if (missing && compared) {
            JunosCompare.refuseWithoutRules(reading);
        } else if (missing) {
            statements.refuse(
                    Location.START,
                    "file",
                    "text",
                    "has no map-e NAME, neither below services softwire softwire-concentrator (border relay) nor below "
                            + "security softwires (CE)");
        }
        List<List<JunosRule>> groups = concentrators.groups();
        boolean only = groups.size() + edges.size() == 1;
        concentrators.finish(groups, only);
        List<JunosEdge> made = edges.finish(only);
        services.check(concentrators.rules());
        ReadResult file = reading.finish(ReadResult.Form.JUNOS);
        boolean refused = file.isRefused();
        return new JunosConfiguration(
                form,
                file,
                refused ? List.of() : concentrators(concentrators.rules()),
                services.services(),
                refused ? List.of() : List.copyOf(made));
    }

    /**
     * Whether a text is of a Junos router: a configuration in either form, a part of one, or what a show command about MAP-E
     * prints.
     *
     * @param text any size
     * @return true also for a configuration with errors
     */
    public static boolean isJunos(String text) {
        return JunosDetection.isJunos(text);
    }

    private static List<JunosConcentrator> concentrators(Collection<JunosRule> rules) {
        List<JunosConcentrator> all = new ArrayList<>();
        for (JunosRule rule : rules) {
            all.add(new JunosConcentrator(
                    rule.name(),
                    rule.rule().orElseThrow(),
                    rule.softwireAddress().orElseThrow(),
                    rule.mtuV6(),
                    rule.v4Reassembly(),
                    rule.v6Reassembly(),
                    !rule.isGiven(JunosKnobs.DISABLE_AUTO_ROUTE)));
        }
        return List.copyOf(all);
    }

    /**
     * How the text was written.
     *
     * @return the form by which it was read
     */
    public JunosForm form() {
        return form;
    }

    /**
     * The domains, those of the border relay first, with every finding about the text.
     *
     * @return refused when the text is
     */
    public ReadResult file() {
        return file;
    }

    /**
     * The domains, those of the border relay first.
     *
     * @return empty when the text has an error
     */
    public List<ConfiguredDomain> domains() {
        return file.domains();
    }

    /**
     * The concentrators of the border relay.
     *
     * @return in the order of the text; empty when the text has an error
     */
    public List<JunosConcentrator> concentrators() {
        return concentrators;
    }

    /**
     * What leads packets to the concentrators.
     *
     * @return softwire rules and service sets
     */
    public JunosServices services() {
        return services;
    }

    /**
     * The CEs.
     *
     * @return in the order of the text; empty when the text has an error
     */
    public List<JunosEdge> edges() {
        return edges;
    }

    /**
     * The configuration with another way to its concentrators.
     *
     * @param other softwire rules and service sets
     * @return the same but for these
     */
    public JunosConfiguration withServices(JunosServices other) {
        return new JunosConfiguration(form, file, concentrators, other, edges);
    }

    /**
     * The part of the configuration that was read, in either form. CEs get other names of rules, and lose rules that are
     * of no use to them.
     *
     * @param other either form
     * @return a text that is read back to the same; empty when the text had an error
     */
    public WrittenText toText(JunosForm other) {
        return print(concentrators, services, edges, other);
    }

    static WrittenText print(
            List<JunosConcentrator> concentrators, JunosServices services, List<JunosEdge> edges, JunosForm form) {
        List<List<String>> statements = new ArrayList<>(services.statements());
        concentrators.forEach(each -> statements.addAll(each.statements()));
        statements.addAll(services.ruleStatements());
        StringBuilder text = new StringBuilder(JunosWriter.print(statements, form));
        List<Finding> findings = new ArrayList<>();
        for (JunosEdge each : edges) {
            WrittenText written = JunosEdgeText.write(each.domain(), each.endUserPrefix(), form);
            text.append(written.text());
            String name = edges.size() == 1 ? "" : each.name();
            written.findings().forEach(finding -> findings.add(finding.inDomain(name)));
        }
        return new WrittenText(text.toString(), findings);
    }

    /**
     * The findings of the text, and all findings of its CEs beyond them, each CE with its own prefix. A CE without a prefix adds
     * none.
     *
     * @return in the order of the text, those without a place first
     */
    public List<Finding> validateForEdges() {
        List<Finding> more = new ArrayList<>();
        for (JunosEdge edge : edges) {
            IPv6Address prefix = edge.endUserPrefix();
            if (prefix != null) {
                String title =
                        file.domains().size() == 1 ? "" : edge.domain().domain().name();
                edge.domain().validateForEdge(prefix).forEach(finding -> more.add(finding.inDomain(title)));
            }
        }
        return file.with(more);
    }

    /** The form, and numbers of domains, CEs and findings. */
    @Override
    public String toString() {
        return "JunosConfiguration[" + form + ", " + file + ", edges=" + edges.size() + "]";
    }
}
