package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.judge.IpText;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Queries about rules, and what their answers are.
 *
 * <p>Static methods only.
 */
final class Queries {
    private Queries() {}

    /** A query with fields in pairs of name and value. */
    static Query of(String op, @Nullable Object... fields) {
        return new Query(op, map(fields));
    }

    /** Values in pairs of name and value. */
    static Map<String, @Nullable Object> map(@Nullable Object... fields) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            Object value = fields[i + 1];
            map.put(String.valueOf(fields[i]), value instanceof Integer number ? (Long) number.longValue() : value);
        }
        return map;
    }

    static Outcome answer(@Nullable Object... fields) {
        return new Outcome.Answered(map(fields));
    }

    /** The JSON object of a rule. */
    static Map<String, @Nullable Object> rule(Domain.Rule rule) {
        return map(
                "ipv6Prefix", rule.ipv6Prefix(),
                "ipv4Prefix", rule.ipv4Prefix(),
                "eaLength", rule.eaLength(),
                "psidOffset", rule.psidOffset(),
                "psidLength", rule.psidLength(),
                "psid", rule.psid(),
                "forwarding", rule.forwarding(),
                "borderRelay", rule.borderRelay());
    }

    /** The JSON object of a domain. */
    static Map<String, @Nullable Object> domain(Domain domain) {
        return map(
                "name", domain.name(),
                "format", domain.format(),
                "mesh", domain.mesh(),
                "borderRelay", domain.borderRelay(),
                "rules", domain.rules().stream().map(Queries::rule).toList(),
                "options", domain.options());
    }

    static Query ce(Site site, String endUserPrefix) {
        return of(
                "ce",
                "rule",
                rule(site.source()),
                "format",
                site.domain().format(),
                "endUserPrefix",
                prefix(endUserPrefix));
    }

    static Query owner(Site site, int address, int port) {
        return of(
                "owner",
                "rule",
                rule(site.source()),
                "format",
                site.domain().format(),
                "ipv4",
                IpText.of(Bytes.ipv4(address)),
                "port",
                port);
    }

    static Query decode(Site site, String mapAddress) {
        return of(
                "decode",
                "rule",
                rule(site.source()),
                "format",
                site.domain().format(),
                "mapAddress",
                ipv6(mapAddress));
    }

    static Query ports(int offset, int length, int psid) {
        return of("ports", "psidOffset", offset, "psidLength", length, "psid", psid);
    }

    /** An address of 128 bits as text. */
    static String ipv6(String bits) {
        return IpText.of(Bytes.ofBits(bits));
    }

    /** An address or prefix of at most 32 bits as text, without length. */
    static String ipv4(String bits) {
        return IpText.of(Bytes.ofBits(NaiveMap.Text.right(bits, 32)));
    }

    /** An IPv6 prefix as text. */
    static String prefix(String bits) {
        return ipv6(NaiveMap.Text.right(bits, 128)) + "/" + bits.length();
    }

    /** The End-user prefix of a customer edge: rule and EA bits. */
    static String endUserPrefix(CeDraw.End end) {
        return end.site().rule().ipv6() + end.owner().ce().ea();
    }

    static List<Object> range(int from, int to) {
        return List.of((long) from, (long) to);
    }
}
