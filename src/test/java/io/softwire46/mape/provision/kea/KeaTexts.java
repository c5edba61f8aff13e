package io.softwire46.mape.provision.kea;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Prints the options of a domain as Kea and Stork have them, in many variants that mean the same. Not thread-safe: use one instance
 * per text.
 */
final class KeaTexts {
    private static final String[] NAMES = {
        "s46-rule",
        "s46-br",
        "s46-dmr",
        "s46-v4v6bind",
        "s46-portparams",
        "s46-cont-mape",
        "s46-cont-mapt",
        "s46-cont-lw"
    };

    private final Random random;
    private final String space;
    private final List<String> options = new ArrayList<>();

    KeaTexts(long seed) {
        random = new Random(seed);
        space = List.of(" ", "\n", "\r\n", "\t", "", " /* a */ ", "\n// a\n", "\n# a\n", " <?include \"a.json\"?>,")
                .get(random.nextInt(8));
    }

    /** Returns a configuration with the options at one of its levels; the port parameters are the same for all rules. */
    String mapE(MapDomain domain) {
        option(94, "", "", "");
        for (MapRule rule : domain.rules().rules()) {
            rule(rule, "s46-cont-mape-options");
        }
        ports(domain.rules().rules().get(0), "s46-rule-options");
        relays(domain, "s46-cont-mape-options");
        return configuration();
    }

    String lw(MapDomain domain) {
        MapRule rule = domain.rules().rules().get(0);
        option(96, "", "", "");
        String data = rule.ipv4Prefix().getLower().withoutPrefixLength() + "," + gap() + rule.ipv6Prefix();
        option(92, "s46-cont-lw-options", data, hex(rule.ipv4Prefix().getLower().getBytes()) + prefix(rule));
        ports(rule, "s46-v4v6bind-options");
        relays(domain, "s46-cont-lw-options");
        return configuration();
    }

    /** One container as octets, with rules that have port parameters of their own. */
    String octets(MapDomain domain) {
        StringBuilder value = new StringBuilder();
        for (MapRule rule : domain.rules().rules()) {
            String ports = rule.isShared() ? code(93) + "0004" + portsHex(rule) : "";
            String fields = ruleHex(rule) + ports;
            value.append(code(89)).append(code(fields.length() / 2)).append(fields);
        }
        for (IPv6Address relay : domain.borderRelays()) {
            value.append(code(90)).append("0010").append(hex(relay.getBytes()));
        }
        String digits =
                random.nextBoolean() ? value.toString() : value.toString().toUpperCase(Locale.ROOT);
        options.add("{\"code\": 94, \"csv-format\": false, \"data\": \"" + digits + "\"}");
        return configuration();
    }

    /** The same options in the form of Stork's interface. */
    String stork(MapDomain domain) {
        List<String> inner = new ArrayList<>();
        for (MapRule rule : domain.rules().rules()) {
            String ports = rule.isShared()
                    ? stork(
                            93,
                            field("uint8", rule.portParameters().psidOffset()) + ","
                                    + pair("psid", psid(rule), psidLength(rule)),
                            "")
                    : "";
            inner.add(stork(
                    89,
                    field("uint8", rule.isForwarding() ? 1 : 0) + "," + field("uint8", rule.eaLength()) + ","
                            + field("uint8", rule.ipv4Length()) + ","
                            + field("ipv4-address", rule.ipv4Prefix().getLower().withoutPrefixLength()) + ","
                            + pair(
                                    "ipv6-prefix",
                                    rule.ipv6Prefix().getLower().withoutPrefixLength(),
                                    rule.ipv6Length()),
                    ports));
        }
        for (IPv6Address relay : domain.borderRelays()) {
            inner.add(stork(90, field("ipv6-address", relay.toCanonicalString()), ""));
        }
        return "{\"subnet\": \"2001:db8::/32\", \"localSubnets\": [{\"keaConfigSubnetParameters\": {\"subnetLevelParameters\":"
                + "{\"options\": [{\"code\": 23, \"universe\": 6, \"fields\": []}, "
                + stork(94, "", String.join("," + space, inner)) + "]}}}]}";
    }

    private static String stork(int code, String fields, String inner) {
        return "{\"code\": " + code + ", \"alwaysSend\": false, \"universe\": 6, \"fields\": [" + fields
                + "], \"options\": [" + inner + "]}";
    }

    private static String field(String type, Object value) {
        return "{\"fieldType\": \"" + type + "\", \"values\": [\"" + value + "\"]}";
    }

    private static String pair(String type, Object one, Object two) {
        return "{\"fieldType\": \"" + type + "\", \"values\": [\"" + one + "\", \"" + two + "\"]}";
    }

    private void rule(MapRule rule, String in) {
        String data = (rule.isForwarding() ? 1 : 0) + "," + gap() + rule.eaLength() + "," + gap() + rule.ipv4Length()
                + "," + gap() + rule.ipv4Prefix().getLower().withoutPrefixLength() + "," + gap() + rule.ipv6Prefix();
        option(89, in, data, ruleHex(rule));
    }

    private void ports(MapRule rule, String in) {
        if (rule.isShared()) {
            String data = rule.portParameters().psidOffset() + "," + gap() + psid(rule) + "/" + psidLength(rule);
            option(93, in, data, portsHex(rule));
        }
    }

    private void relays(MapDomain domain, String in) {
        for (IPv6Address relay : domain.borderRelays()) {
            option(90, in, relay.toCanonicalString(), hex(relay.getBytes()));
        }
    }

    private static int psid(MapRule rule) {
        return Math.max(rule.explicitPsid(), 0);
    }

    /** A rule whose EA bits contain the PSID has length 0, which only sets the offset (RFC 7598 section 4.5). */
    private static int psidLength(MapRule rule) {
        return rule.isKeyedByPsid() ? rule.portParameters().psidLength() : 0;
    }

    private static String portsHex(MapRule rule) {
        int length = psidLength(rule);
        return String.format(
                Locale.ROOT,
                "%02x%02x%04x",
                rule.portParameters().psidOffset(),
                length,
                psid(rule) << (16 - length) & 0xffff);
    }

    private static String ruleHex(MapRule rule) {
        return String.format(
                        Locale.ROOT, "%02x%02x%02x", rule.isForwarding() ? 1 : 0, rule.eaLength(), rule.ipv4Length())
                + hex(rule.ipv4Prefix().getLower().getBytes())
                + prefix(rule);
    }

    private static String prefix(MapRule rule) {
        int octets = (rule.ipv6Length() + 7) / 8;
        return String.format(Locale.ROOT, "%02x", rule.ipv6Length())
                + hex(rule.ipv6Prefix().getLower().getBytes()).substring(0, 2 * octets);
    }

    private static String hex(byte[] octets) {
        StringBuilder out = new StringBuilder();
        for (byte each : octets) {
            out.append(String.format(Locale.ROOT, "%02x", each));
        }
        return out.toString();
    }

    private static String code(int number) {
        return String.format(Locale.ROOT, "%04x", number);
    }

    private String gap() {
        return random.nextBoolean() ? " " : "";
    }

    private void option(int code, String in, String data, String octets) {
        List<String> members = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            members.add("\"name\": \"" + NAMES[code - 89] + "\"");
        }
        if (members.isEmpty() || random.nextBoolean()) {
            members.add("\"code\": " + code);
        }
        if (!in.isEmpty()) {
            members.add("\"space\": \"" + (random.nextInt(4) == 0 ? in.replace("-options", "") : in) + "\"");
        } else if (random.nextBoolean()) {
            members.add("\"space\": \"dhcp6\"");
        }
        boolean text = octets.isEmpty() || random.nextInt(3) > 0;
        if (!text) {
            members.add("\"csv-format\": false");
            members.add("\"data\": \"" + (random.nextBoolean() ? "0x" + octets : octets.replaceAll("(..)(?=.)", "$1:"))
                    + "\"");
        } else if (!data.isEmpty()) {
            members.add("\"data\": \"" + data + "\"");
        }
        members.add("\"always-send\": true");
        Collections.shuffle(members, random);
        options.add("{" + space + String.join("," + space, members) + comma() + "}");
    }

    private String comma() {
        return random.nextInt(4) == 0 ? "," : "";
    }

    private String configuration() {
        List<String> all = new ArrayList<>(options);
        all.add("{\"name\": \"dns-servers\", \"data\": \"2001:db8::53\"}");
        all.add("{\"code\": 89, \"space\": \"vendor-4491\", \"data\": \"x\"}");
        if (random.nextBoolean()) {
            Collections.swap(all, 0, all.size() - 1);
        }
        String data = "\"option-data\": [" + space + String.join("," + space, all) + comma() + space + "]";
        String level = switch (random.nextInt(6)) {
            case 0 -> data;
            case 1 -> "\"subnet6\": [{\"id\": 1, " + data + "}]";
            case 2 ->
                "\"shared-networks\": [{\"name\": \"n\", \"subnet6\": [{\"subnet\": \"2001:db8::/32\", " + data
                        + comma() + "}]}]";
            case 3 -> "\"subnet6\": [{\"pd-pools\": [{\"prefix\": \"2001:db8::\", " + data + "}]}]";
            case 4 -> "\"client-classes\": [{\"name\": \"map\", " + data + "}]";
            default -> "\"reservations\": [{\"duid\": \"01:02\", " + data + "}]";
        };
        String text = "{" + space + "\"Dhcp6\": {\"valid-lifetime\": 4000," + level + comma() + "}" + comma() + "}";
        return random.nextInt(4) == 0 ? "[{\"result\": 0, \"arguments\": " + text + "}]" : text;
    }
}
