package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveS46;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rules of an answer, which are in domains or in DHCPv6 options, with those that it has to have.
 *
 * <p>Static methods only.
 */
final class RulesCheck {
    private static final long DEFAULT_OFFSET = 6;
    private static final long DRAFT_03_OFFSET = 4;

    private RulesCheck() {}

    /** The first difference as text, or "". */
    static String problem(List<Map<String, Object>> allowed, Answer answer) {
        List<Map<String, @Nullable Object>> seen = new ArrayList<>();
        try {
            read(answer, seen);
        } catch (RuntimeException e) { // of whatever the product answers
            return "rules: allowed readable ones, seen " + answer.fields() + " (" + e.getMessage() + ")";
        }
        if (seen.size() != allowed.size()) {
            return "rules: allowed " + allowed.size() + ", seen " + seen.size() + ": " + answer.fields();
        }
        for (Map<String, Object> rule : allowed) {
            String first = "";
            Map<String, @Nullable Object> match = null;
            for (Map<String, @Nullable Object> each : seen) {
                String difference = difference(rule, each);
                match = difference.isEmpty() ? each : match;
                first = first.isEmpty() ? difference : first;
            }
            if (match == null) {
                return first;
            }
            seen.remove(match);
        }
        return "";
    }

    private static String difference(Map<String, Object> allowed, Map<String, @Nullable Object> seen) {
        for (Map.Entry<String, Object> field : allowed.entrySet()) {
            Object value = seen.get(field.getKey());
            if (!Objects.equals(field.getValue(), value)) {
                return field.getKey() + ": allowed " + field.getValue() + ", seen " + value;
            }
        }
        return "";
    }

    private static void read(Answer answer, List<Map<String, @Nullable Object>> rules) {
        if (answer.fields().get("hex") instanceof String hex) {
            for (NaiveS46.Option container : NaiveS46.options(Bytes.hex(hex))) {
                if (container.code() == NaiveS46.MAP_E) {
                    ofContainer(container.data(), rules);
                }
            }
            return;
        }
        for (Object each : (List<?>) Objects.requireNonNull(answer.fields().get("domains"))) {
            Map<?, ?> domain = (Map<?, ?>) each;
            List<?> ownRules = (List<?>) Objects.requireNonNull(domain.get("rules"));
            if (ownRules.isEmpty()) {
                rules.add(Map.of()); // nothing is a domain without rules
            }
            for (Object rule : ownRules) {
                rules.add(ofDomain(domain, (Map<?, ?>) rule));
            }
        }
    }

    /** What a rule of a domain means, with the defaults of absent values. */
    private static Map<String, @Nullable Object> ofDomain(Map<?, ?> domain, Map<?, ?> rule) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        String ipv4 = prefix(rule.get("ipv4Prefix"));
        long eaLength = (Long) Objects.requireNonNull(rule.get("eaLength"));
        Object offset = rule.get("psidOffset");
        Object psidLength = rule.get("psidLength");
        Object relay = rule.get("borderRelay");
        long embedded = Math.max(0, Long.parseLong(ipv4.substring(ipv4.indexOf('/') + 1)) + eaLength - 32);
        long standard = "draft03".equals(domain.get("format")) ? DRAFT_03_OFFSET : DEFAULT_OFFSET;
        values.put("ipv6Prefix", prefix(rule.get("ipv6Prefix")));
        values.put("ipv4Prefix", ipv4);
        values.put("eaLength", eaLength);
        values.put("psidOffset", offset == null ? (Object) standard : offset);
        values.put("psidLength", psidLength == null ? (Object) embedded : psidLength);
        values.put("psid", rule.get("psid"));
        values.put("forwarding", rule.get("forwarding"));
        values.put(
                "borderRelay",
                address(relay == null ? ((List<?>) Objects.requireNonNull(domain.get("borderRelay"))).get(0) : relay));
        return values;
    }

    private static String prefix(@Nullable Object value) {
        String text = (String) Objects.requireNonNull(value);
        int slash = text.indexOf('/');
        return address(text.substring(0, slash)) + text.substring(slash);
    }

    /** An address in the one form of RFC 5952; never a name that would be looked up. */
    private static String address(@Nullable Object value) {
        String text = (String) Objects.requireNonNull(value);
        boolean isLiteral = text.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        if (!isLiteral) {
            throw new IllegalArgumentException(text + " is no address");
        }
        return IpText.of(Bytes.address(text));
    }

    private static void ofContainer(byte[] data, List<Map<String, @Nullable Object>> rules) {
        List<NaiveS46.Option> options = NaiveS46.options(data);
        Object relay = options.stream()
                .filter(option -> option.code() == NaiveS46.BR && option.data().length == 16)
                .map(option -> IpText.of(option.data()))
                .findFirst()
                .orElse(null);
        for (NaiveS46.Option option : options) {
            if (option.code() == NaiveS46.RULE) {
                Map<String, @Nullable Object> values = ofOption(NaiveS46.rule(option.data()));
                values.put("borderRelay", relay);
                rules.add(values);
            }
        }
    }

    /** What is written, without masking prefixes: bits beyond their lengths have to be zero. */
    private static Map<String, @Nullable Object> ofOption(NaiveS46.Rule rule) {
        byte[] ipv6 = Bytes.concat(rule.ipv6(), new byte[16 - rule.ipv6().length]);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("ipv6Prefix", IpText.of(ipv6) + "/" + rule.ipv6Length());
        values.put("ipv4Prefix", IpText.of(rule.ipv4()) + "/" + rule.ipv4Length());
        values.put("eaLength", (long) rule.eaLength());
        byte[] ports = rule.portParameters();
        long embedded = Math.max(0, rule.ipv4Length() + rule.eaLength() - 32);
        int length = ports.length == 0 ? 0 : Bytes.u8(ports, 1);
        values.put("psidOffset", ports.length == 0 ? (Object) DEFAULT_OFFSET : (Object) (long) Bytes.u8(ports, 0));
        values.put("psidLength", length == 0 ? (Object) embedded : (Object) (long) length);
        values.put("psid", length == 0 || length > 16 ? null : psid(ports, length));
        values.put("forwarding", (rule.flags() & 1) == 1);
        return values;
    }

    /** RFC 7598 section 4.5: the leading bits; those behind are zero. */
    private static Object psid(byte[] ports, int length) {
        int field = Bytes.u16(ports, 2);
        boolean isPadded = (field & ((1 << (16 - length)) - 1)) == 0;
        return isPadded ? (Object) (long) (field >>> (16 - length)) : "in a field of " + field;
    }
}
