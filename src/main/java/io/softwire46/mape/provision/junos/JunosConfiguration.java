package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.RuleJson;
import io.softwire46.mape.provision.format.internal.UniqueNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The MAP-E statements of a Junos configuration, in either form: concentrators of a border relay, the softwire rules and service
 * sets that send packets to them, and CEs. The reader skips and counts all other statements.
 *
 * <p>Reading never throws: the result of a malformed text has findings of severity error, no domains, no concentrators and no
 * CEs. Inactive statements are skipped.
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
     * Reads the Junos form of a domain file, {@code set} lines of a border relay.
     *
     * @param text text of any length
     * @return domains and findings; without domains if a finding is an error
     */
    public static ReadResult readSetLines(String text) {
        return JunosDomains.read(text);
    }

    /**
     * Reads a configuration: set lines, braces, XML or JSON, or the output of {@code show security softwires map-e domain}. The
     * first line that is not a comment determines the form.
     *
     * @param given text of any length; a byte order mark, prompts and banners of a terminal session are ignored; from the output
     *     of {@code show | compare}, only lines with {@code +} are read
     * @return the configuration and its findings; XML and JSON have the form with braces
     */
    public static JunosConfiguration read(String given) {
        DomainReading reading = new DomainReading();
        JunosOutput output = JunosOutput.of(DomainSyntax.withoutByteOrderMark(given));
        boolean statementsOnly = output.kind() == JunosOutput.Kind.STATEMENTS;
        boolean compared = statementsOnly && JunosCompare.isForm(output.text());
        String text = compared ? JunosCompare.added(output.text(), reading) : output.text();
        JunosConcentrators concentrators = new JunosConcentrators(reading);
        JunosEdges edges = new JunosEdges(reading);
        JunosServicesReader services = new JunosServicesReader(reading);
        StatementDispatcher statements = new StatementDispatcher(reading, concentrators, edges, services);
        boolean shown = statementsOnly && JunosDetection.isShowOutput(text);
        Form form = statementsOnly && (shown || JunosSetLines.isForm(text)) ? Form.SET : Form.BRACES;
        switch (output.kind()) {
            case XML -> JunosXml.read(text, statements, reading);
            case JSON -> JunosJson.read(text, statements, reading);
            case STATEMENTS -> {
                if (shown) {
                    JunosShown.read(text, statements);
                } else if (form == Form.SET) {
                    JunosSetLines.read(text, statements);
                } else {
                    JunosBraces.read(text, statements);
                }
            }
        }
        boolean missing = concentrators.isEmpty() && edges.isEmpty() && !reading.hasError();
        if (missing && compared) {
            JunosCompare.refuseWithoutRules(reading);
        } else if (missing) {
            statements.refuse(
                    Location.START,
                    "file",
                    "text",
                    "has no map-e NAME; add one below services softwire softwire-concentrator (border relay) or below "
                            + "security softwires (CE)");
        }
        List<List<JunosRule>> groups = concentrators.groups();
        boolean only = groups.size() + edges.size() == 1;
        concentrators.finish(groups, only);
        UniqueNames names = new UniqueNames(DomainSyntax.MAX_NAME, "-");
        groups.forEach(group -> names.take(group.get(0).usableName()));
        List<Edge> made = edges.finish(only, names);
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
     * @param form accepted form; null for both
     * @return the reader, whose results have a source of this class
     */
    public static FormatReader reader(@Nullable Form form) {
        return new JunosFormatReader(form);
    }

    /**
     * Returns the reader of XML, as {@code show configuration | display xml} prints it.
     *
     * @return the reader, whose results have a source of this class
     */
    public static FormatReader xmlReader() {
        return new JunosOutput.Reader(JunosOutput.Kind.XML);
    }

    /**
     * Returns the reader of JSON, as {@code show configuration | display json} prints it.
     *
     * @return the reader, whose results have a source of this class
     */
    public static FormatReader jsonReader() {
        return new JunosOutput.Reader(JunosOutput.Kind.JSON);
    }

    /**
     * Returns whether a text is from a Junos router: a configuration in either form, a part of one, or the output of a show
     * command about MAP-E.
     *
     * @param text text of any length
     * @return true also for a configuration with errors
     */
    public static boolean isJunos(String text) {
        return JunosDetection.isJunos(text);
    }

    /** Returns the form of a text, as {@link #read} detects it. */
    static Form formOf(String given) {
        String printed = DomainSyntax.withoutByteOrderMark(given);
        if (JunosOutput.of(printed).kind() != JunosOutput.Kind.STATEMENTS) {
            return Form.BRACES;
        }
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
                    JunosOptions.of(rule),
                    !rule.isGiven(JunosStatements.DISABLE_AUTO_ROUTE)));
        }
        return List.copyOf(all);
    }

    /**
     * Returns the form of the text.
     *
     * @return the form in which it was read
     */
    public Form form() {
        return form;
    }

    /**
     * Returns the domains, those of the border relay first, with all findings about the text.
     *
     * @return the result, which is refused if the text has an error
     */
    public ReadResult file() {
        return file;
    }

    /**
     * Returns the domains, those of the border relay first.
     *
     * @return the domains; empty if the text has an error
     */
    public List<ConfiguredDomain> domains() {
        return file.domains();
    }

    /**
     * Returns the concentrators of the border relay.
     *
     * @return a list in the order of the text; empty if the text has an error
     */
    public List<Concentrator> concentrators() {
        return concentrators;
    }

    /** Returns the softwire rules and service sets, which send packets to the concentrators. */
    JunosServices services() {
        return services;
    }

    /**
     * Returns the CEs.
     *
     * @return a list in the order of the text; empty if the text has an error
     */
    public List<Edge> edges() {
        return edges;
    }

    /** Returns the configuration with other softwire rules and service sets. */
    JunosConfiguration withServices(JunosServices other) {
        return new JunosConfiguration(form, file, concentrators, other, edges);
    }

    /**
     * Returns the configuration with a service set that sends packets to all concentrators.
     *
     * @param inside service interface toward the CEs; null keeps the service sets
     * @param outside service interface toward the Internet; null keeps the service sets
     * @return the configuration with other service sets
     */
    public JunosConfiguration withInterfaces(@Nullable String inside, @Nullable String outside) {
        if (inside == null || outside == null) {
            return this;
        }
        List<String> names = concentrators.stream().map(Concentrator::name).toList();
        return withServices(JunosServices.of(names, inside, outside));
    }

    /**
     * Writes the MAP-E statements of the configuration, in either form. Rules of CEs get other names; rules that a CE does not
     * use are omitted.
     *
     * @param other either form
     * @return the text, with findings about omitted rules; empty if the configuration has an error
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
            ConversionReport written = JunosEdgeText.write(each.named(), each.endUserPrefix(), form);
            text.append(written.text());
            String name = edges.size() == 1 ? "" : each.name();
            written.findings().forEach(finding -> findings.add(finding.inDomain(name)));
        }
        return new ConversionReport(text.toString(), findings);
    }

    /**
     * Returns the findings of the text and of its CEs, each with its own prefix. A CE without a prefix adds no
     * findings.
     *
     * @return findings in the order of the text, those without a location first
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

    /** Returns the findings about the CEs with their own prefixes; about a border relay if there are no CEs. */
    @Override
    public List<Finding> validate(ReadResult read) {
        return edges.isEmpty() ? read.validateForRelay() : validateForEdges();
    }

    @Override
    public String unit() {
        return form == Form.BRACES ? "statement" : "line";
    }

    /** Form of a Junos configuration. Immutable. */
    public enum Form {
        /** Lines that begin with {@code set}, as {@code show configuration | display set} prints them. */
        SET,
        /** Braces and semicolons, as {@code show configuration} prints them. */
        BRACES;

        /** Returns the name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A {@code softwire-concentrator map-e NAME} of a border relay: a rule with its options.
     *
     * <p>Immutable.
     *
     * @param name 1 to 63 characters
     * @param rule prefixes, EA length, port parameters and format
     * @param softwireAddress BR address of the rule's CEs
     * @param options the options of its domain; only those with a Junos statement are read and written
     * @param autoRoute whether the router installs routes for the rule automatically
     */
    public record Concentrator(
            String name, MapRule rule, IPv6Address softwireAddress, ForwardingOptions options, boolean autoRoute) {

        /** Returns the levels of the statements, without those that equal the default of Junos, except the offset. */
        List<List<String>> statements() {
            List<String> head = new ArrayList<>(JunosConcentrators.HIERARCHY.subList(0, 3));
            head.add("map-e " + JunosWriter.word(name));
            List<List<String>> all = new ArrayList<>();
            for (String line : lines()) {
                all.add(JunosWriter.below(head, line));
            }
            return all;
        }

        private List<String> lines() {
            List<String> lines = JunosRuleText.parameters(rule, JunosSchema.BORDER_RELAY);
            lines.add(JunosStatements.SOFTWIRE_ADDRESS + " " + RuleJson.text(softwireAddress));
            if (rule.format() == InterfaceIdFormat.DRAFT03) {
                lines.add(JunosStatements.VERSION_03);
            }
            lines.addAll(JunosOptions.write(options));
            if (!autoRoute) {
                lines.add(JunosStatements.DISABLE_AUTO_ROUTE);
            }
            return lines;
        }
    }

    /**
     * A CE as a Junos configuration describes it below {@code security softwires map-e NAME}.
     *
     * <p>Immutable.
     *
     * @param name NAME of the CE
     * @param domain rules, border relay and options; its name is the NAME, with a number if a domain of the border relay has it
     * @param endUserPrefix prefix delegated to the CE; null if the CE takes it from an interface
     */
    public record Edge(
            String name, ConfiguredDomain domain, @Nullable IPv6Address endUserPrefix) {
        /** Returns the domain with the NAME as name. */
        private ConfiguredDomain named() {
            MapDomain map = domain.domain();
            return map.name().equals(name)
                    ? domain
                    : new ConfiguredDomain(
                            MapDomain.of(name, map.rules(), map.borderRelays(), map.isMesh()), domain.options());
        }
    }

    /** Returns the form, and the numbers of domains, CEs and findings. */
    @Override
    public String toString() {
        return "JunosConfiguration[" + form + ", " + file + ", edges=" + edges.size() + "]";
    }
}
