package io.softwire46.mape.provision.junos;

import static io.softwire46.mape.provision.junos.JunosStatements.EA_BITS_LEN;
import static io.softwire46.mape.provision.junos.JunosStatements.IPV4_PREFIX;
import static io.softwire46.mape.provision.junos.JunosStatements.MAPE_PREFIX;
import static io.softwire46.mape.provision.junos.JunosStatements.MTU_V6;
import static io.softwire46.mape.provision.junos.JunosStatements.PSID_LENGTH;
import static io.softwire46.mape.provision.junos.JunosStatements.PSID_OFFSET;
import static io.softwire46.mape.provision.junos.JunosStatements.SOFTWIRE_ADDRESS;
import static io.softwire46.mape.provision.junos.JunosStatements.V4_PARTIAL_REASSEMBLY;
import static io.softwire46.mape.provision.junos.JunosStatements.V4_REASSEMBLY;
import static io.softwire46.mape.provision.junos.JunosStatements.VERSION_03;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.FollowUps;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code map-e NAME} of a border relay, or a {@code rule NAME} of a CE: its statements as given, and the resulting mapping
 * rule.
 *
 * <p>Not thread-safe: use one instance per NAME.
 */
final class JunosRule {
    static final int MIN_MTU_V6 = 1280;
    static final int MAX_MTU_V6 = 9192;
    static final int DEFAULT_MTU_V6 = 9192;
    private static final int DEFAULT_PSID_OFFSET = 4;

    /** Offset that Junos accepts, but after which no bits remain for a PSID. */
    private static final int MEANINGLESS_PSID_OFFSET = 16;

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,8})");

    private final String name;
    private final JunosSchema schema;

    /** Location of the first occurrence of the NAME. */
    private final Location place;

    private final Map<String, JunosLine.Word> statements = new LinkedHashMap<>();

    /** Statements of the rule that are missing or malformed; findings that only follow from them are not reported. */
    private final Set<String> unreadable = new HashSet<>();

    private final List<Finding> findings = new ArrayList<>();
    private @Nullable IPv6Address softwireAddress;
    private int mtuV6 = DEFAULT_MTU_V6;
    private boolean forwarding = true;
    private @Nullable MapRule rule;

    JunosRule(JunosLine.Word name, JunosSchema schema) {
        this.name = name.text();
        this.schema = schema;
        this.place = name.place();
    }

    String name() {
        return name;
    }

    /** Returns the NAME; a default for an invalid NAME, which {@link #read} reports. */
    String usableName() {
        return DomainSyntax.isName(name) ? name : DomainSyntax.DEFAULT_NAME;
    }

    /** Sets a statement to its value, or a flag to itself. The last one applies, as in Junos. */
    void set(String statement, JunosLine.Word value) {
        JunosLine.Word before = statements.put(statement, value);
        if (before != null && !before.text().equals(value.text())) {
            findings.add(Locations.put(
                    value.place(),
                    new Finding(
                            FindingId.SYNTAX,
                            Severity.WARNING,
                            schema.spelling(statement),
                            JsonText.shorten(value.text()),
                            "of " + JsonText.shorten(name) + " replaces " + JsonText.shorten(before.text())
                                    + " of line " + before.place().line()
                                    + "; use a different NAME for a second rule",
                            DomainSyntax.DOMAIN_RFC)));
        }
    }

    /**
     * Returns the location of a field of the rule, or of an option of its domain; that of the NAME if it is not given.
     */
    Location placeOf(String field) {
        Location last = place;
        for (String statement : JunosStatements.ofField(field)) {
            JunosLine.Word word = statements.get(statement);
            last = word == null ? last : word.place();
        }
        return last;
    }

    /** Returns whether the text has a statement for a field. */
    boolean says(String field) {
        return !placeOf(field).equals(place);
    }

    /** Returns a key that is equal for NAMEs with the same softwire-address in any notation. */
    String groupKey() {
        JunosLine.Word word = statements.get(SOFTWIRE_ADDRESS);
        if (word == null) {
            return "NAME " + name;
        }
        try {
            return JunosValues.address(SOFTWIRE_ADDRESS, word.text()).toCanonicalString();
        } catch (MapConfigurationException e) {
            return word.text();
        }
    }

    /** Returns the title of the rule in messages. */
    String title() {
        return schema.noun() + " " + JsonText.shorten(name);
    }

    /** Returns why its options must be those of the other NAMEs of the domain, and the remedy. */
    String together() {
        return schema.together();
    }

    /** Returns the value of a statement; the statement itself for a flag. */
    Optional<String> text(String statement) {
        return Optional.ofNullable(statements.get(statement)).map(JunosLine.Word::text);
    }

    /** Returns the statements as given, without those in which rules with the same parameters may differ. */
    Map<String, String> parameters() {
        Map<String, String> texts = new LinkedHashMap<>();
        statements.forEach((statement, word) -> texts.put(statement, word.text()));
        texts.remove(JunosStatements.RULE_TYPE);
        texts.remove(VERSION_03);
        return texts;
    }

    /** Sets whether CEs may use this rule to send to each other; call it before {@link #read}. */
    void setForwarding(boolean value) {
        forwarding = value;
    }

    boolean isGiven(String statement) {
        return statements.containsKey(statement);
    }

    Optional<IPv6Address> softwireAddress() {
        return Optional.ofNullable(softwireAddress);
    }

    int mtuV6() {
        return mtuV6;
    }

    InterfaceIdFormat format() {
        return isGiven(VERSION_03) ? InterfaceIdFormat.DRAFT03 : InterfaceIdFormat.RFC7597;
    }

    V4Reassembly v4Reassembly() {
        if (isGiven(V4_PARTIAL_REASSEMBLY)) {
            return V4Reassembly.PARTIAL;
        }
        return isGiven(V4_REASSEMBLY) ? V4Reassembly.FULL : V4Reassembly.NONE;
    }

    /** Returns the rule after {@link #read}; empty if it has an error. */
    Optional<MapRule> rule() {
        return Optional.ofNullable(rule);
    }

    List<Finding> findings() {
        return findings;
    }

    /** Reads all values; {@code path} precedes the fields of findings about the rule. */
    void read(FieldPath path) {
        if (!DomainSyntax.isName(name)) {
            refuse(place, "name", name, "is not a NAME; use 1 to 63 printable ASCII characters without spaces");
        }
        for (String statement : schema.required()) {
            if (!isGiven(statement)) {
                if (!statement.equals(SOFTWIRE_ADDRESS)) {
                    unreadable.add(statement);
                }
                refuse(place, schema.spelling(statement), "null", "is missing in " + title() + "; add it");
            }
        }
        refuseObfuscated();
        readSoftwireAddress();
        readMtu();
        MapRule.Builder builder = MapRule.builder().format(format()).forwarding(forwarding);
        text(MAPE_PREFIX).ifPresent(builder::ipv6Prefix);
        text(IPV4_PREFIX).ifPresent(builder::ipv4Prefix);
        whole(EA_BITS_LEN).ifPresent(builder::eaLength);
        whole(PSID_LENGTH).ifPresent(builder::psidLength);
        readOffset(builder);
        List<Finding> found = builder.validate();
        for (Finding finding : found) {
            if (!FollowUps.isOne(finding, field -> unreadable.containsAll(JunosStatements.ofField(field)))) {
                findings.add(Locations.put(placeOf(finding.field()), finding.within(path)));
            }
        }
        boolean refused = !unreadable.isEmpty() || found.stream().anyMatch(Finding::isError);
        rule = refused ? null : builder.build();
        if (rule != null && rule.isShared() && !isGiven(PSID_OFFSET)) {
            findings.add(Locations.put(
                    place,
                    new Finding(
                            FindingId.V24,
                            Severity.INFO,
                            path.then("psidOffset"),
                            Integer.toString(DEFAULT_PSID_OFFSET),
                            "is the default of Junos; add psid-offset if other systems read the rule",
                            "RFC 7597 section 5.1")));
        }
        if (isGiven(V4_REASSEMBLY) && isGiven(V4_PARTIAL_REASSEMBLY)) {
            findings.add(Locations.put(
                    placeOf("options.v4Reassembly"),
                    new Finding(
                            FindingId.OPTION,
                            Severity.WARNING,
                            "options.v4Reassembly",
                            V4Reassembly.PARTIAL.toString(),
                            "is used, as both v4-reassembly and v4-partial-reassembly are present; remove one of them",
                            "RFC 7597 section 8.3.2")));
        }
    }

    /**
     * Reads the offset. If k = 0 it has no effect, and Junos then also accepts 16, which is not a valid PSID offset.
     */
    private void readOffset(MapRule.Builder builder) {
        OptionalInt given = whole(PSID_OFFSET);
        int offset = given.orElse(DEFAULT_PSID_OFFSET);
        if (offset != MEANINGLESS_PSID_OFFSET || isRefusedOrShared(builder)) {
            builder.psidOffset(offset);
        }
    }

    /** Reports each value that Junos has obfuscated, and treats it as malformed. */
    private void refuseObfuscated() {
        statements.entrySet().removeIf(each -> {
            JunosLine.Word word = each.getValue();
            boolean obfuscated = JunosValues.isObfuscated(word.text());
            if (obfuscated) {
                unreadable.add(each.getKey());
                refuse(word.place(), schema.spelling(each.getKey()), word.text(), JunosValues.OBFUSCATED_MESSAGE);
            }
            return obfuscated;
        });
    }

    private static boolean isRefusedOrShared(MapRule.Builder builder) {
        return builder.validate().stream().anyMatch(Finding::isError)
                || builder.build().isShared();
    }

    private void readSoftwireAddress() {
        JunosLine.Word word = statements.get(SOFTWIRE_ADDRESS);
        if (word == null) {
            return;
        }
        try {
            softwireAddress = JunosValues.address(SOFTWIRE_ADDRESS, word.text());
        } catch (MapConfigurationException e) {
            e.findings().forEach(finding -> findings.add(Locations.put(word.place(), finding)));
        }
    }

    private void readMtu() {
        int value = whole(MTU_V6).orElse(DEFAULT_MTU_V6);
        if (value < MIN_MTU_V6 || value > MAX_MTU_V6) {
            findings.add(Locations.put(
                    placeOf(MTU_V6),
                    new Finding(
                            FindingId.V51,
                            Severity.ERROR,
                            "options.mtuV6",
                            Integer.toString(value),
                            "is outside " + MIN_MTU_V6 + ".." + MAX_MTU_V6 + ", the range of Junos; use " + MIN_MTU_V6
                                    + " to " + MAX_MTU_V6,
                            "RFC 8200 section 5")));
        } else {
            mtuV6 = value;
        }
        unreadable.remove(MTU_V6);
    }

    private OptionalInt whole(String statement) {
        JunosLine.Word word = statements.get(statement);
        if (word == null) {
            return OptionalInt.empty();
        }
        if (!WHOLE.matcher(word.text()).matches()) {
            unreadable.add(statement);
            refuse(word.place(), schema.spelling(statement), word.text(), "is not a whole number; use decimal digits");
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(word.text()));
    }

    private void refuse(Location where, String field, String value, String message) {
        findings.add(Locations.put(
                where, DomainSyntax.error(field, JsonText.shorten(value), message, DomainSyntax.DOMAIN_RFC)));
    }
}
