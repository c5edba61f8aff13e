package io.softwire46.mape.provision.vne;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Prints rules as providers do, in many variants that mean the same. Not thread-safe: use one instance per text. */
final class VneTexts {
    private final Random random;
    private final String space;
    private final boolean strings;

    VneTexts(long seed) {
        random = new Random(seed);
        space = List.of(" ", "\n", "\r\n", "\t", "", " /* rules */ ", "\n// rules \u00e9\n", "\n# rules\n")
                .get(random.nextInt(8));
        strings = random.nextBoolean();
    }

    private String number(int value) {
        return strings ? "\"" + value + "\"" : Integer.toString(value);
    }

    private String address(String text) {
        return "\"" + (random.nextBoolean() ? text.toUpperCase(Locale.ROOT) : text) + "\"";
    }

    private String object(String... members) {
        List<String> list = new ArrayList<>(Arrays.asList(members));
        Collections.shuffle(list, random);
        return "{" + space + String.join("," + space, list) + comma() + space + "}";
    }

    private String array(List<String> elements) {
        return "[" + space + String.join("," + space, elements) + comma() + space + "]";
    }

    private String comma() {
        return random.nextInt(4) == 0 ? "," : "";
    }

    private static String member(String name, String value) {
        return "\"" + name + "\": " + value;
    }

    private String wrapped(String json) {
        String name = List.of("v6plus", "?", "callback", "jQuery1_2.cb$", "", "/**/cb ")
                .get(random.nextInt(6));
        return switch (random.nextInt(4)) {
            case 0 -> json;
            case 1 -> name + "(" + space + json + ")";
            case 2 -> space + name + "(" + json + space + ");\n";
            default -> "const rules = " + json + ";\r\n";
        };
    }

    String jpne(List<MapRule> rules, IPv6Address relay) {
        List<String> list = new ArrayList<>();
        for (MapRule rule : rules) {
            list.add(object(
                    member("ipv6", address(prefix6(rule) + "/" + rule.ipv6Length())),
                    member("ipv4", address(prefix4(rule) + "/" + rule.ipv4Length())),
                    member("ea_length", number(rule.eaLength())),
                    member("psid_offset", number(rule.portParameters().psidOffset()))));
        }
        return wrapped(object(
                member("dmr", address(relay.toCanonicalString())),
                member("id", "\"0123456789abcdef\""),
                member("ipv6_fixlen", number(128)),
                member("fmr", array(list))));
    }

    String ocn(List<MapRule> rules, List<IPv6Address> relays) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            List<String> members = new ArrayList<>(List.of(
                    member("brIpv6Address", address(relays.get(i).toFullString())),
                    member("ipv6Prefix", address(prefix6(rule))),
                    member("ipv6PrefixLength", number(rule.ipv6Length())),
                    member("ipv4Prefix", address(prefix4(rule))),
                    member("ipv4PrefixLength", number(rule.ipv4Length())),
                    member("eaBitLength", number(rule.eaLength()))));
            if (rule.isShared()) {
                members.add(member("psIdOffset", number(rule.portParameters().psidOffset())));
                if (rule.isKeyedByPsid()) {
                    members.add(
                            member("psIdLength", number(rule.portParameters().psidLength())));
                    members.add(member("psId", number(rule.explicitPsid())));
                }
            }
            list.add(object(members.toArray(String[]::new)));
        }
        return wrapped(
                random.nextBoolean()
                        ? array(list)
                        : object(member("hostName", "\"ce.example\""), member("basicMapRules", array(list))));
    }

    private String prefix6(MapRule rule) {
        IPv6Address address = rule.ipv6Prefix().getLower().withoutPrefixLength();
        return random.nextBoolean() ? address.toFullString() : address.toCanonicalString();
    }

    private static String prefix4(MapRule rule) {
        return rule.ipv4Prefix().getLower().withoutPrefixLength().toCanonicalString();
    }
}
