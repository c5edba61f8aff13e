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
import static io.softwire46.mape.provision.junos.JunosStatements.V6_REASSEMBLY;
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
 * One {@code map-e NAME} of a border relay, or one {@code rule NAME} of a CE: its knobs as they were given, and the rule
 * that they make.
 *
 * <p>Not thread-safe: one a NAME.
 */
final class JunosRule {
    static final int MIN_MTU_V6 = 1280;
    static final int MAX_MTU_V6 = 9192;
    static final int DEFAULT_MTU_V6 = 9192;
    private static final int DEFAULT_PSID_OFFSET = 4;

    /** What Junos takes and no PSID can have in front of it. */
    private static final int MEANINGLESS_PSID_OFFSET = 16;

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,8})");

    private final String name;
    private final JunosSchema dialect;

    /** Where the NAME stood first. */
    private final Location place;

    private final Map<String, JunosLine.Word> knobs = new LinkedHashMap<>();

    /** Knobs of the rule that are missing or could not be read; findings that follow from it are no news. */
    private final Set<String> unreadable = new HashSet<>();

    private final List<Finding> findings = new ArrayList<>();
    private @Nullable IPv6Address softwireAddress;
    private int mtuV6 = DEFAULT_MTU_V6;
    private boolean forwarding = true;
    private @Nullable MapRule rule;

    JunosRule(JunosLine.Word name, JunosSchema dialect) {
        this.name = name.text();
        this.dialect = dialect;
        this.place = name.place();
    }

    String name() {
        return name;
    }

    /** The NAME, or a stand-in for one that no domain can have; {@link #read} reports it. */
    String usableName() {
        return DomainSyntax.isName(name) ? name : DomainSyntax.DEFAULT_NAME;
    }

    /** The knob's word: its value, or itself for a flag. The last one counts, as it does in Junos. */
    void set(String knob, JunosLine.Word value) {
        JunosLine.Word before = knobs.put(knob, value);
        if (before != null && !before.text().equals(value.text())) {
            findings.add(Locations.put(
                    value.place(),
                    new Finding(
                            FindingId.SYNTAX,
                            Severity.WARNING,
                            dialect.spelling(knob),
                            JsonText.shorten(value.text()),
                            "of " + JsonText.shorten(name) + " replaces " + JsonText.shorten(before.text())
                                    + " of line " + before.place().line()
                                    + "; a NAME is one rule: give a second rule a NAME of its own",
                            DomainSyntax.DOMAIN_RFC)));
        }
    }

    /** Where a field of the rule, or an option of its domain, stands; the NAME's place when the text does not say it. */
    Location placeOf(String field) {
        String knob = JunosStatements.ofField(field);
        if (knob.equals(V4_REASSEMBLY) && knobs.containsKey(V4_PARTIAL_REASSEMBLY)) {
            knob = V4_PARTIAL_REASSEMBLY;
        }
        JunosLine.Word word = knobs.get(knob);
        return word == null ? place : word.place();
    }

    /** Whether the text has a knob for a field. */
    boolean says(String field) {
        return !placeOf(field).equals(place);
    }

    /** Equal for NAMEs with one softwire-address, however it is written. */
    String groupKey() {
        JunosLine.Word word = knobs.get(SOFTWIRE_ADDRESS);
        if (word == null) {
            return "NAME " + name;
        }
        try {
            return JunosValues.address(SOFTWIRE_ADDRESS, word.text()).toCanonicalString();
        } catch (MapConfigurationException e) {
            return word.text();
        }
    }

    /** What two NAMEs are in a message. */
    String title() {
        return dialect.noun() + " " + JsonText.shorten(name);
    }

    /** Why its options must be those of the NAMEs beside it, and what to do. */
    String together() {
        return dialect.together();
    }

    /** The text behind a knob; the knob itself where it is a flag. */
    Optional<String> text(String knob) {
        return Optional.ofNullable(knobs.get(knob)).map(JunosLine.Word::text);
    }

    /** The knobs as they were given, without those that rules of the same parameters may differ in. */
    Map<String, String> parameters() {
        Map<String, String> texts = new LinkedHashMap<>();
        knobs.forEach((knob, word) -> texts.put(knob, word.text()));
        texts.remove(JunosStatements.RULE_TYPE);
        texts.remove(VERSION_03);
        return texts;
    }

    /** Whether CEs may send to each other by this rule; to be said before {@link #read}. */
    void setForwarding(boolean value) {
        forwarding = value;
    }

    boolean isGiven(String knob) {
        return knobs.containsKey(knob);
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

    boolean v6Reassembly() {
        return isGiven(V6_REASSEMBLY);
    }

    V4Reassembly v4Reassembly() {
        if (isGiven(V4_PARTIAL_REASSEMBLY)) {
            return V4Reassembly.PARTIAL;
        }
        return isGiven(V4_REASSEMBLY) ? V4Reassembly.FULL : V4Reassembly.NONE;
    }

    /** The rule, once {@link #read} was called; empty when it has an error. */
    Optional<MapRule> rule() {
        return Optional.ofNullable(rule);
    }

    List<Finding> findings() {
        return findings;
    }

    /** Reads all values. Findings about the rule have the path. */
    void read(FieldPath path) {
        if (!DomainSyntax.isName(name)) {
            refuse(place, "name", name, "is no NAME; use 1 to 63 printable ASCII characters without spaces");
        }
        for (String knob : dialect.required()) {
            if (!isGiven(knob)) {
                if (!knob.equals(SOFTWIRE_ADDRESS)) {
                    unreadable.add(knob);
                }
                refuse(place, dialect.spelling(knob), "null", "is missing: " + title() + " needs it");
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
            if (!FollowUps.isOne(finding, field -> unreadable.contains(JunosStatements.ofField(field)))) {
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
                            "is the default of Junos; write psid-offset where other systems read the rule",
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
                            "is taken where v4-reassembly and v4-partial-reassembly both stand; drop the one that is "
                                    + "not meant",
                            "RFC 7597 section 8.3.2")));
        }
    }

    /** With k = 0 the offset means nothing, and Junos then takes 16 too, which no PSID offset can be. */
    private void readOffset(MapRule.Builder builder) {
        OptionalInt given = whole(PSID_OFFSET);
        int offset = given.orElse(DEFAULT_PSID_OFFSET);
        if (offset != MEANINGLESS_PSID_OFFSET || isRefusedOrShared(builder)) {
            builder.psidOffset(offset);
        }
    }

    /** Names each value that Junos has obfuscated, and takes it for unreadable. */
    private void refuseObfuscated() {
        knobs.entrySet().removeIf(each -> {
            JunosLine.Word word = each.getValue();
            boolean obfuscated = JunosValues.isObfuscated(word.text());
            if (obfuscated) {
                unreadable.add(each.getKey());
                refuse(word.place(), dialect.spelling(each.getKey()), word.text(), JunosValues.OBFUSCATED_MESSAGE);
            }
            return obfuscated;
        });
    }

    private static boolean isRefusedOrShared(MapRule.Builder builder) {
        return builder.validate().stream().anyMatch(Finding::isError)
                || builder.build().isShared();
    }

    private void readSoftwireAddress() {
        JunosLine.Word word = knobs.get(SOFTWIRE_ADDRESS);
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
                            "is not " + MIN_MTU_V6 + " to " + MAX_MTU_V6 + " octets, which Junos takes",
                            "RFC 8200 section 5")));
        } else {
            mtuV6 = value;
        }
        unreadable.remove(MTU_V6);
    }

    private OptionalInt whole(String knob) {
        JunosLine.Word word = knobs.get(knob);
        if (word == null) {
            return OptionalInt.empty();
        }
        if (!WHOLE.matcher(word.text()).matches()) {
            unreadable.add(knob);
            refuse(word.place(), dialect.spelling(knob), word.text(), "is not a whole number that the knob can have");
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(word.text()));
    }

    private void refuse(Location where, String field, String value, String message) {
        findings.add(Locations.put(
                where, DomainSyntax.error(field, JsonText.shorten(value), message, DomainSyntax.DOMAIN_RFC)));
    }
}
