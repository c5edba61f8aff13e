package io.softwire46.mape.provision;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.domain.DomainJson;
import io.softwire46.mape.provision.domain.JsonDomains;
import io.softwire46.mape.provision.domain.NaptSource;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads and writes domain files, the library's own format.
 *
 * <p>A domain file has one of two forms. The JSON form is an object for one domain, or an array of several:
 *
 * <pre>{@code
 * { "name": "example", "format": "rfc7597", "mesh": false,
 *   "borderRelay": ["2001:db8:ffff::1"],
 *   "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16,
 *                "psidOffset": 6 } ],
 *   "options": { "mtuV6": 1500 } }
 * }</pre>
 *
 * {@code rules} is required, and in each rule both prefixes and {@code eaLength}. In an array, each domain needs a {@code name},
 * and the names must differ; the default name of a single object is {@code domain}. An optional field may be {@code null}, which
 * means the same as an absent field. {@link ForwardingOption} lists the options; an option may be {@code null} only if its values
 * include {@code null}. The object {@code napt} has the options of the NAPT of a CE (docs/napt44.md), see {@link #napt}.
 *
 * <p>The other form is a Junos configuration as {@code show configuration | display set} prints it. The reader uses its lines
 * {@code set services softwire softwire-concentrator map-e NAME ...}. Each NAME is one rule. NAMEs with the same softwire-address
 * form one domain, named after the first of them.
 *
 * <p>Reading never throws: the result of a malformed text has findings of severity error and no domains.
 *
 * <p>Static methods only.
 */
public final class DomainFile {
    /** Lines that a Junos session prints before the configuration: {@code {master}} and {@code [edit]}. */
    private static final Pattern JUNOS_BANNER = Pattern.compile("\\{[a-z]+(:[a-z0-9]+)?\\}|\\[edit[\\s\\]]");

    private static final String FORMS =
            "a JSON object with rules, or Junos lines that begin with set services softwire";

    private DomainFile() {}

    /**
     * Reads the text of a domain file and detects its form: JSON begins with a brace or a bracket, and a Junos configuration
     * contains Junos keywords. A byte order mark is ignored.
     *
     * @param given text of any length
     * @return domains and findings; without domains if a finding is an error
     */
    public static ReadResult read(String given) {
        String text = DomainSyntax.withoutByteOrderMark(given);
        String begin = text.stripLeading();
        if (begin.isEmpty()) {
            return unknown("\"\"", "is empty; use " + FORMS, "json");
        }
        boolean json = begin.charAt(0) == '{' || begin.charAt(0) == '[';
        if (json && !JUNOS_BANNER.matcher(begin).lookingAt()) {
            return readJson(text);
        }
        return JunosConfiguration.isJunos(text)
                ? JunosConfiguration.readSetLines(text)
                : unknown(
                        "text",
                        "is not in any format that is read: " + FORMS
                                + "; mape convert --to mape makes one of other formats",
                        "junos");
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
     * Writes a file of one domain with all fields, so that its meaning does not depend on defaults.
     *
     * @param domain any domain; reading the result returns an equal one
     * @return an object, indented, ending with a line feed
     */
    public static String write(ConfiguredDomain domain) {
        return DomainJson.write(domain);
    }

    /**
     * Writes a file of one domain with NAPT options.
     *
     * @param domain any domain
     * @param napt its NAPT options; those with default values are not written
     * @return an object, indented, ending with a line feed
     */
    public static String write(ConfiguredDomain domain, NaptOptions napt) {
        return DomainJson.writeOne(domain, Map.of(domain.domain().name(), napt));
    }

    /**
     * Returns the NAPT options of a domain that was read. A border relay has no NAPT, so they are beside the domain.
     *
     * @param read result of a reader
     * @param domain one of its domains
     * @return the options of {@code napt}, which are valid as far as they do not depend on a CE; the defaults if the
     *     domain has no {@code napt}, or the text is no domain file
     */
    public static NaptOptions napt(ReadResult read, ConfiguredDomain domain) {
        return NaptSource.of(read.source()).getOrDefault(domain.domain().name(), NaptOptions.defaults());
    }

    /**
     * Writes a file of several domains.
     *
     * @param domains at least one, with different names
     * @return an array, indented, ending with a line feed
     * @throws MapConfigurationException if the list is empty, or two domains have the same name
     */
    public static String write(List<ConfiguredDomain> domains) {
        return DomainJson.write(FormatWriter.Request.of(domains).domains());
    }
}
