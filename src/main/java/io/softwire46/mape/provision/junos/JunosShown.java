package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the output of {@code show security softwires map-e domain}: labels with values. Each becomes the statement that configures
 * it; values that follow from others are skipped.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosShown {
    private static final Pattern LINE =
            Pattern.compile("\\s{0,40}+([A-Za-z][\\w -]{0,40}?)\\s{0,40}+:(?:\\s++(\\S.*+)?)?+");
    private static final Pattern SECTION = Pattern.compile("(bmr|fmr) mapping rule.{0,20}");

    /** Statements of a domain by label. */
    private static final Map<String, String> OF_DOMAIN = Map.of(
            "role", JunosEdges.ROLE,
            "version", JunosEdges.VERSION,
            "br address", JunosEdges.BR_ADDRESS,
            "end user ipv6 prefix", JunosEdges.END_USER_PREFIX);

    /** Statements of a rule by label. */
    private static final Map<String, String> OF_RULE = Map.of(
            "rule ipv4 prefix",
            JunosStatements.IPV4_PREFIX,
            "rule ipv6 prefix",
            "ipv6-prefix",
            "psid offset",
            JunosStatements.PSID_OFFSET,
            "psid length",
            "psid-len",
            "ea bit length",
            "ea-bits-length",
            "mtu",
            JunosStatements.MTU_V6);

    private final StatementDispatcher statements;

    /** Statements before the name of their domain. */
    private final List<List<JunosLine.Word>> unnamed = new ArrayList<>();

    private List<JunosLine.Word> domain = List.of();
    private List<JunosLine.Word> rule = List.of();
    private String type = JunosEdges.BMR;

    private JunosShown(StatementDispatcher statements) {
        this.statements = statements;
    }

    static void read(String text, StatementDispatcher statements) {
        JunosShown shown = new JunosShown(statements);
        int number = 0;
        for (String line : JunosLine.LINE_END.split(text, -1)) {
            shown.line(line, ++number);
        }
        if (!shown.unnamed.isEmpty()) {
            statements.refuse(Location.START, "Domain Name", "null", "is missing; print the whole output again");
        }
    }

    private void line(String line, int number) {
        Matcher matcher = LINE.matcher(line);
        if (line.isBlank() || JunosLine.isOfSession(line)) {
            return;
        }
        if (!matcher.matches()) {
            statements.skip();
            return;
        }
        String label = matcher.group(1).toLowerCase(Locale.ROOT);
        Location start = Location.of(number, 1);
        Matcher section = SECTION.matcher(label);
        if (section.matches()) {
            type = section.group(1).toUpperCase(Locale.ROOT);
            rule = List.of();
        } else if (matcher.group(2) != null) {
            Location place = Location.of(number, line.codePointCount(0, matcher.start(2)) + 1);
            value(label, new JunosLine.Word(matcher.group(2).strip(), place), start);
        }
    }

    private void value(String label, JunosLine.Word value, Location start) {
        if (label.equals("domain name")) {
            domain = JunosHierarchy.words(JunosEdges.HIERARCHY, start);
            domain.add(value);
            rule = List.of();
            unnamed.forEach(each -> pass(domain, each));
            unnamed.clear();
        } else if (OF_DOMAIN.containsKey(label)) {
            ofDomain(List.of(new JunosLine.Word(OF_DOMAIN.get(label), start), value));
        } else if (label.equals("rule name") && !domain.isEmpty()) {
            rule = new ArrayList<>(domain);
            rule.add(new JunosLine.Word(JunosEdges.RULE, start));
            rule.add(value);
            pass(rule, JunosHierarchy.words(List.of(JunosStatements.RULE_TYPE, type), start));
        } else if (OF_RULE.containsKey(label) && !rule.isEmpty()) {
            pass(rule, List.of(new JunosLine.Word(OF_RULE.get(label), start), value));
        } else {
            statements.skip();
        }
    }

    private void ofDomain(List<JunosLine.Word> statement) {
        boolean isRole = statement.get(0).text().equals(JunosEdges.ROLE);
        if (isRole && !domain.isEmpty()) {
            domain = List.of(); // The role begins the next domain.
        }
        if (domain.isEmpty()) {
            unnamed.add(statement);
        } else {
            pass(domain, statement);
        }
    }

    private void pass(List<JunosLine.Word> level, List<JunosLine.Word> statement) {
        List<JunosLine.Word> words = new ArrayList<>(level);
        words.addAll(statement);
        statements.statement(new JunosStatement(List.copyOf(words)));
    }
}
