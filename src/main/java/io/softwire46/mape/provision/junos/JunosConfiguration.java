package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
public final class JunosConfiguration implements ReadResult.Source {
    private final Form form;
    private final ReadResult file;
    private final List<Concentrator> concentrators;
    private final JunosServices services;
    private final List<Edge> edges;

    private JunosConfiguration(
            Form form, ReadResult file, List<Concentrator> concentrators, JunosServices services, List<Edge> edges) {
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
        StatementDispatcher statements = new StatementDispatcher(reading, concentrators, edges, services);
        if (JunosDetection.isShowOutput(text)) {
            JunosDetection.refuseShowOutput(reading);
            ReadResult file = reading.finish("junos");
            return new JunosConfiguration(Form.SET, file, List.of(), JunosServices.NONE, List.of());
        }
        Form form = JunosSetLines.isForm(text) ? Form.SET : Form.BRACES;
        if (form == Form.SET) {
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
        List<Edge> made = edges.finish(only);
        services.check(concentrators.rules());
        ReadResult file = reading.finish("junos");
        boolean refused = file.isRefused();
        return new JunosConfiguration(
                form,
                file,
                refused ? List.of() : concentrators(concentrators.rules()),
                services.services(),
                refused ? List.of() : List.copyOf(made));
    }

    /**
     * Returns the reader of the format.
     *
     * @param form the only form that is read; null for either
     * @return the reader, whose results have a source of this class
     */
    public static FormatReader reader(@Nullable Form form) {
        return new JunosFormatReader(form);
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

    /** The form of a text, as {@link #read} takes it. */
    static Form formOf(String given) {
        String printed = DomainSyntax.withoutByteOrderMark(given);
        String text = JunosCompare.isForm(printed) ? JunosCompare.added(printed, new DomainReading()) : printed;
        return JunosDetection.isShowOutput(text) || JunosSetLines.isForm(text) ? Form.SET : Form.BRACES;
    }

    private static List<Concentrator> concentrators(Collection<JunosRule> rules) {
        List<Concentrator> all = new ArrayList<>();
        for (JunosRule rule : rules) {
            all.add(new Concentrator(
                    rule.name(),
                    rule.rule().orElseThrow(),
                    rule.softwireAddress().orElseThrow(),
                    rule.mtuV6(),
                    rule.v4Reassembly(),
                    rule.v6Reassembly(),
                    !rule.isGiven(JunosStatements.DISABLE_AUTO_ROUTE)));
        }
        return List.copyOf(all);
    }

    /**
     * How the text was written.
     *
     * @return the form by which it was read
     */
    public Form form() {
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
    public List<Concentrator> concentrators() {
        return concentrators;
    }

    /** What leads packets to the concentrators: softwire rules and service sets. */
    JunosServices services() {
        return services;
    }

    /**
     * The CEs.
     *
     * @return in the order of the text; empty when the text has an error
     */
    public List<Edge> edges() {
        return edges;
    }

    /** The configuration with other softwire rules and service sets. */
    JunosConfiguration withServices(JunosServices other) {
        return new JunosConfiguration(form, file, concentrators, other, edges);
    }

    /**
     * Returns the configuration with a service set that leads packets to all concentrators.
     *
     * @param inside service interface toward the CEs; null keeps the service sets
     * @param outside service interface toward the Internet; null keeps the service sets
     * @return the same but for the service sets
     */
    public JunosConfiguration withInterfaces(@Nullable String inside, @Nullable String outside) {
        if (inside == null || outside == null) {
            return this;
        }
        List<String> names = concentrators.stream().map(Concentrator::name).toList();
        return withServices(JunosServices.of(names, inside, outside));
    }

    /**
     * The part of the configuration that was read, in either form. CEs get other names of rules, and lose rules that are
     * of no use to them.
     *
     * @param other either form
     * @return a text that is read back to the same; empty when the text had an error
     */
    public ConversionReport toText(Form other) {
        return print(concentrators, services, edges, other);
    }

    static ConversionReport print(
            List<Concentrator> concentrators, JunosServices services, List<Edge> edges, Form form) {
        List<List<String>> statements = new ArrayList<>(services.statements());
        concentrators.forEach(each -> statements.addAll(each.statements()));
        statements.addAll(services.ruleStatements());
        StringBuilder text = new StringBuilder(JunosWriter.print(statements, form));
        List<Finding> findings = new ArrayList<>();
        for (Edge each : edges) {
            ConversionReport written = JunosEdgeText.write(each.domain(), each.endUserPrefix(), form);
            text.append(written.text());
            String name = edges.size() == 1 ? "" : each.name();
            written.findings().forEach(finding -> findings.add(finding.inDomain(name)));
        }
        return new ConversionReport(text.toString(), findings);
    }

    /**
     * The findings of the text, and all findings of its CEs beyond them, each CE with its own prefix. A CE without a prefix adds
     * none.
     *
     * @return in the order of the text, those without a place first
     */
    public List<Finding> validateForEdges() {
        List<Finding> more = new ArrayList<>();
        for (Edge edge : edges) {
            IPv6Address prefix = edge.endUserPrefix();
            if (prefix != null) {
                String title =
                        file.domains().size() == 1 ? "" : edge.domain().domain().name();
                edge.domain().validateForEdge(prefix).forEach(finding -> more.add(finding.inDomain(title)));
            }
        }
        return file.with(more);
    }

    @Override
    public Optional<IPv6Address> endUserPrefix() {
        return edges.size() == 1 ? Optional.ofNullable(edges.get(0).endUserPrefix()) : Optional.empty();
    }

    /** The CEs by their own prefixes; a border relay if there are none. */
    @Override
    public List<Finding> validate(ReadResult read) {
        return edges.isEmpty() ? read.validateForRelay() : validateForEdges();
    }

    @Override
    public String unit() {
        return form == Form.BRACES ? "statement" : "line";
    }

    /** How a Junos configuration is written. Immutable. */
    public enum Form {
        /** Lines that begin with {@code set}, as {@code show configuration | display set} prints them. */
        SET,
        /** Braces and semicolons, as {@code show configuration} prints them. */
        BRACES;

        /** The name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One {@code softwire-concentrator map-e NAME} of a border relay: a rule with the options that Junos keeps beside it.
     *
     * <p>Immutable.
     *
     * @param name 1 to 63 characters
     * @param rule prefixes, EA length, port parameters and format
     * @param softwireAddress the BR address of the rule's CEs
     * @param mtuV6 largest tunnel packet, 1280 to 9192 octets
     * @param v4Reassembly how IPv4 fragments toward a shared address find their CE
     * @param v6Reassembly whether fragmented tunnel packets are joined
     * @param autoRoute whether the router installs routes for the rule by itself
     */
    public record Concentrator(
            String name,
            MapRule rule,
            IPv6Address softwireAddress,
            int mtuV6,
            V4Reassembly v4Reassembly,
            boolean v6Reassembly,
            boolean autoRoute) {

        /** Levels of the statements that say this. What equals the default of Junos is left out, but for the offset. */
        List<List<String>> statements() {
            List<String> head = new ArrayList<>(JunosConcentrators.HIERARCHY.subList(0, 3));
            head.add("map-e " + JunosWriter.word(name));
            List<List<String>> all = new ArrayList<>();
            for (String knob : knobs()) {
                all.add(JunosWriter.below(head, knob));
            }
            return all;
        }

        private List<String> knobs() {
            List<String> knobs = JunosRuleText.parameters(rule, JunosSchema.BORDER_RELAY);
            knobs.add(JunosStatements.SOFTWIRE_ADDRESS + " " + RuleJson.text(softwireAddress));
            if (rule.format() == InterfaceIdFormat.DRAFT03) {
                knobs.add(JunosStatements.VERSION_03);
            }
            JunosRuleText.options(mtuV6, v4Reassembly, v6Reassembly, knobs);
            if (!autoRoute) {
                knobs.add(JunosStatements.DISABLE_AUTO_ROUTE);
            }
            return knobs;
        }
    }

    /**
     * A CE as a Junos configuration describes it below {@code security softwires map-e NAME}.
     *
     * <p>Immutable.
     *
     * @param name its NAME
     * @param domain rules, border relay and options; named as the NAME
     * @param endUserPrefix the prefix delegated to the CE; null when it is taken from an interface
     */
    public record Edge(
            String name, ConfiguredDomain domain, @Nullable IPv6Address endUserPrefix) {}

    /** The form, and numbers of domains, CEs and findings. */
    @Override
    public String toString() {
        return "JunosConfiguration[" + form + ", " + file + ", edges=" + edges.size() + "]";
    }
}
