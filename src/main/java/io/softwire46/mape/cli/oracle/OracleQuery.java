package io.softwire46.mape.cli.oracle;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.text.FindingJson;
import io.softwire46.mape.cli.text.MappingJson;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.SourceCheck;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.domain.JsonDomains;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Operations of the oracle. Each reads the fields of a query, calls the library, and writes the fields of the answer.
 * Static methods only.
 */
public final class OracleQuery {
    /** The field with which findings that were returned for the rule before are left out. */
    private static final String QUIET = "quiet";

    private static final String OWNER_RFC = "RFC 7597 section 5.3";

    private OracleQuery() {}

    static void answer(OracleSession session, JsonObject query, JsonWriter json) {
        String op = query.required("op").asOneOf(List.of("ce", "owner", "decode", "check", "ports", "validate"));
        switch (op) {
            case "ce" -> ce(session, query, json);
            case "owner" -> owner(session, query, json);
            case "decode" -> decode(session, query, json);
            case "check" -> check(session, query, json);
            case "ports" -> ports(query, json);
            default -> validate(query, json);
        }
    }

    /**
     * Reads the rules of a query {@code ce}, {@code owner}, {@code decode} or {@code check}: a rule with its format, or
     * a domain.
     */
    private static RuleSet rules(OracleSession session, JsonObject query, String... fields) {
        List<String> known = new ArrayList<>(List.of("op", "id", "rule", "format", "domain", QUIET));
        known.addAll(List.of(fields));
        query.refuseUnknown(known);
        if (query.has("domain")) {
            requireAbsent(query, "rule", "format");
            JsonValue domain = query.required("domain");
            return session.rules(domain, null, () -> oneDomain(domain).rules());
        }
        JsonObject rule = query.required("rule").asObject();
        InterfaceIdFormat format = format(query);
        return session.rules(
                rule, format, () -> RuleSet.of(RuleJson.read(rule, format).build()));
    }

    private static void requireAbsent(JsonObject query, String... fields) {
        for (String field : fields) {
            query.optional(field).ifPresent(value -> {
                throw value.error("field \"" + field + "\" conflicts with \"domain\"; use only one of them");
            });
        }
    }

    private static MapDomain oneDomain(JsonValue value) {
        List<ConfiguredDomain> domains = JsonDomains.read(value).requireDomains();
        if (domains.size() != 1) {
            throw value.error("found " + domains.size() + " domains; use one domain");
        }
        return domains.get(0).domain();
    }

    private static InterfaceIdFormat format(JsonObject query) {
        return query.optional("format")
                .map(value -> InterfaceIdFormat.parse(value.asString()))
                .orElse(InterfaceIdFormat.RFC7597);
    }

    private static void ce(OracleSession session, JsonObject query, JsonWriter json) {
        RuleSet rules = rules(session, query, "endUserPrefix");
        IPv6Address prefix = Addresses.parseIpv6Prefix(
                "endUserPrefix", query.required("endUserPrefix").asString());
        CeMapping ce = rules.ce(prefix);
        MappingJson.mapping(json, ce);
        json.field("mapAddress", ce.mapAddress().toCanonicalString());
        json.field("mapAddressFromRule", ce.mapAddressFromRule().toCanonicalString());
        List<Finding> findings = new ArrayList<>(session.findings(ce.rule()));
        findings.addAll(CeMapping.validate(ce.rule(), prefix));
        findings(session, query, json, ce.rule(), findings);
    }

    private static void owner(OracleSession session, JsonObject query, JsonWriter json) {
        RuleSet rules = rules(session, query, "ipv4", "port");
        IPv4Address address = Addresses.parseIpv4("ipv4", query.required("ipv4").asString());
        int port = port(query);
        CeMapping ce = rules.owner(address, port).orElseThrow(() -> {
            boolean known = rules.containsIpv4(address);
            return known
                    ? new OracleAnswer.Refusal(OracleAnswer.NO_MAPPING, OWNER_RFC, unowned(address, port))
                    : new OracleAnswer.Refusal(
                            OracleAnswer.NOT_IN_RULE,
                            OWNER_RFC,
                            "ipv4 " + address.toCanonicalString() + " is in no Rule IPv4 prefix");
        });
        MappingJson.psid(ce, json);
        json.field("mapAddress", ce.mapAddress().toCanonicalString());
        json.field("endUserPrefix", ce.endUserPrefix().toCanonicalString());
        findings(session, query, json, ce.rule(), session.findings(ce.rule()));
    }

    private static String unowned(IPv4Address address, int port) {
        return port == MapRule.NO_PORT
                ? "ipv4 " + address.toCanonicalString() + " is shared by several CEs; add the port"
                : "port " + port + " of " + address.toCanonicalString() + " is not assigned to any CE";
    }

    private static void decode(OracleSession session, JsonObject query, JsonWriter json) {
        RuleSet rules = rules(session, query, "mapAddress");
        IPv6Address address =
                Addresses.parseIpv6("mapAddress", query.required("mapAddress").asString());
        CeMapping ce = rules.decode(address)
                .orElseThrow(() -> new OracleAnswer.Refusal(
                        OracleAnswer.NOT_IN_RULE,
                        "RFC 7597 section 5",
                        "mapAddress " + address.toCanonicalString() + " is in no Rule IPv6 prefix"));
        json.field("kind", ce.kind().toString());
        json.field("ipv4", Addresses.toText(ce.ipv4Bits())).field("ipv4Length", ce.ipv4Length());
        MappingJson.psid(ce, json);
        json.field("mapAddress", ce.mapAddress().toCanonicalString());
        findings(session, query, json, ce.rule(), session.findings(ce.rule()));
    }

    private static void check(OracleSession session, JsonObject query, JsonWriter json) {
        RuleSet rules = rules(session, query, "source6", "ipv4", "port", "mode");
        long[] source = Addresses.bits(
                Addresses.parseIpv6("source6", query.required("source6").asString()));
        int ipv4 = Addresses.bits(
                Addresses.parseIpv4("ipv4", query.required("ipv4").asString()));
        String mode = query.optional("mode")
                .map(value -> value.asOneOf(List.of("strict", "ea")))
                .orElse("strict");
        SourceCheck outcome = rules.check(
                source[0],
                source[1],
                ipv4,
                port(query),
                mode.equals("strict") ? SourceCheck.Mode.STRICT : SourceCheck.Mode.EA);
        json.field("accepted", outcome.isAccepted()).field("reason", outcome.name());
        rules.bmr(new IPv6Address(source[0], source[1]))
                .ifPresent(rule -> findings(session, query, json, rule, session.findings(rule)));
    }

    private static void ports(JsonObject query, JsonWriter json) {
        query.refuseUnknown(List.of("op", "id", "psidOffset", "psidLength", "psid"));
        PortSet ports = PortSet.of(number(query, "psidOffset"), number(query, "psidLength"), number(query, "psid"));
        json.field("portCount", ports.size()).field("rangeCount", ports.rangeCount());
        json.name("ranges").beginArray();
        for (int i = 0; i < ports.rangeCount(); i++) {
            MappingJson.range(json, ports.rangeAt(i));
        }
        json.endArray();
    }

    private static void validate(JsonObject query, JsonWriter json) {
        query.refuseUnknown(List.of("op", "id", "rule", "format", "domain"));
        List<Finding> findings;
        if (query.has("domain")) {
            requireAbsent(query, "rule", "format");
            findings = JsonDomains.read(query.required("domain")).validateForRelay().stream()
                    .toList();
        } else {
            findings = RuleJson.read(query.required("rule").asObject(), format(query))
                    .validate();
        }
        json.field("valid", findings.stream().noneMatch(Finding::isError));
        FindingJson.array(json, findings);
    }

    private static void findings(
            OracleSession session, JsonObject query, JsonWriter json, MapRule rule, List<Finding> findings) {
        boolean isQuiet = query.optional(QUIET).map(JsonValue::asBoolean).orElse(false);
        List<Finding> returned = isQuiet ? session.unreturned(rule, findings) : findings;
        if (!returned.isEmpty()) {
            FindingJson.array(json, returned);
        }
    }

    private static int number(JsonObject query, String field) {
        return query.required(field).asInt(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static int port(JsonObject query) {
        Optional<JsonValue> port = query.optional("port");
        return port.isPresent() ? port.get().asInt(0, 65535) : MapRule.NO_PORT;
    }
}
