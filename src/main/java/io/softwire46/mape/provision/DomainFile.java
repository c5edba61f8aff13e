package io.softwire46.mape.provision;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.provision.domain.DomainJson;
import io.softwire46.mape.provision.domain.JsonDomains;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads and writes domain files.
 *
 * <p>Two forms are read. JSON is one object for a domain, or an array of several:
 *
 * <pre>{@code
 * { "name": "example", "format": "rfc7597", "mesh": false,
 *   "borderRelay": ["2001:db8:ffff::1"],
 *   "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16,
 *                "psidOffset": 6 } ],
 *   "options": { "mtuV6": 1500 } }
 * }</pre>
 *
 * Required are {@code rules}, in each rule both prefixes and {@code eaLength}, and in an array of domains the
 * {@code name}, which must differ from domain to domain; a single object without a name is called {@code domain}. Any
 * field that may be absent may be {@code null} with the same meaning. The options are those of
 * {@link ForwardingOption}; one of them is {@code null} only where its values include it.
 *
 * <p>The other form is a Junos configuration as {@code show configuration | display set} prints it. Its lines
 * {@code set services softwire softwire-concentrator map-e NAME ...} count; one NAME is one rule, and NAMEs that share
 * a softwire-address are one domain, named as the first of them.
 *
 * <p>Reading never throws: a text that cannot be used has findings of severity error and no domains.
 *
 * <p>Static methods only.
 */
public final class DomainFile {
    /** What a Junos session prints before the text proper: {@code {master}} and {@code [edit]}. */
    private static final Pattern JUNOS_BANNER = Pattern.compile("\\{[a-z]+(:[a-z0-9]+)?\\}|\\[edit[\\s\\]]");

    private static final String FORMS =
            "a JSON object with rules, or Junos lines that begin with set services softwire";

    private DomainFile() {}

    /**
     * Reads the text of a domain file. The form is detected: a brace or a bracket begins JSON, and a Junos configuration has
     * words of its own. A byte order mark is ignored.
     *
     * @param given any size
     * @return domains, or what is wrong
     */
    public static ReadResult read(String given) {
        String text = DomainSyntax.withoutByteOrderMark(given);
        String begin = text.stripLeading();
        if (begin.isEmpty()) {
            return unknown("\"\"", "is empty; expected " + FORMS, "json");
        }
        boolean json = begin.charAt(0) == '{' || begin.charAt(0) == '[';
        if (json && !JUNOS_BANNER.matcher(begin).lookingAt()) {
            return readJson(text);
        }
        return JunosConfiguration.isJunos(text)
                ? JunosConfiguration.readSetLines(text)
                : unknown("text", "is not in any format that is read: " + FORMS, "junos");
    }

    private static ReadResult unknown(String value, String message, String form) {
        DomainReading reading = new DomainReading();
        reading.add(Locations.put(Location.START, DomainSyntax.error("file", value, message, DomainSyntax.DOMAIN_RFC)));
        return reading.finish(form);
    }

    private static ReadResult readJson(String text) {
        JsonValue value;
        try {
            value = Json.parse(text);
        } catch (JsonException e) {
            DomainReading reading = new DomainReading();
            reading.add(Locations.put(
                    Location.of(e.line(), e.column()),
                    DomainSyntax.error("JSON", "text", "is not well-formed: " + e.problem(), "RFC 8259")));
            return reading.finish("json");
        }
        return JsonDomains.mayBeDomain(value)
                ? JsonDomains.read(value)
                : unknown("text", "is JSON and not in any format that is read: " + JsonDomains.DESCRIPTION, "json");
    }

    /**
     * Writes a file of one domain, with every field, so that it means the same to a version with other defaults.
     *
     * @param domain what reads back as an equal one
     * @return an object, indented, ending with a line feed
     */
    public static String write(ConfiguredDomain domain) {
        return DomainJson.write(domain);
    }

    /**
     * Writes a file of several domains.
     *
     * @param domains at least one; their names differ
     * @return an array, indented, ending with a line feed
     */
    public static String write(List<ConfiguredDomain> domains) {
        return DomainJson.write(domains);
    }
}
