package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configurations of the corpus: each kind of rule, the ends of each length, nested rules, several domains; in both formats.
 * The first is Example 1 of RFC 7597 Appendix A.
 *
 * <p>Static methods only.
 */
final class CorpusWorlds {
    static final String BR = "2001:db8:ffff::1";
    private static final String OTHER_BR = "2001:db8:ffff::2";
    private static final List<String> FORMATS = List.of("rfc7597", "draft03");

    private CorpusWorlds() {}

    /** Returns the domains of each configuration. */
    static List<List<Domain>> all(Map<String, @Nullable Object> options) {
        List<List<Domain>> all = new ArrayList<>();
        for (List<Domain.Rule> rules : ruleSets()) {
            for (String format : FORMATS) {
                all.add(List.of(new Domain("example", format, false, List.of(BR), rules, options)));
            }
        }
        FORMATS.forEach(format -> all.add(twoDomains(format, options)));
        return all;
    }

    private static List<List<Domain.Rule>> ruleSets() {
        return List.of(
                example1(),
                eachKind(),
                oneAddress(),
                fewAndMany(),
                unaligned(),
                overlay(),
                addressAndPort(),
                wholeAddress(),
                wholePrefix(),
                onlyPsid(),
                nested());
    }

    /** RFC 7597 Appendix A, Example 1. */
    static List<Domain.Rule> example1() {
        return List.of(rule("2001:db8::/40", "192.0.2.0/24", 16, 6, null, null));
    }

    /** Many customer edges per address, and few. */
    static List<Domain.Rule> fewAndMany() {
        return List.of(
                rule("2001:db8:a000::/36", "20.0.0.0/24", 9, 15, null, null),
                rule("2001:db8:b000::/36", "20.0.1.0/24", 23, 1, null, null),
                rule("2001:db8:c000::/36", "20.0.2.0/24", 9, 0, null, null),
                rule("2001:db8:d000::/36", "20.0.3.0/24", 24, 0, null, null));
    }

    /** Lengths that end inside of octets (RFC 7598 section 4.1). */
    static List<Domain.Rule> unaligned() {
        return List.of(
                rule("2001:db8:c000::/37", "100.64.32.0/21", 19, 5, null, null),
                rule("2001:db8:e800::/39", "100.65.0.0/19", 13, null, null, null),
                rule("2001:db8:f400::/41", "100.66.128.0/18", 11, null, null, null));
    }

    /** The End-user prefix overwrites the interface identifier (RFC 7597 section 6). */
    static List<Domain.Rule> overlay() {
        return List.of(
                rule("2001:db8:a:aa00::/56", "20.1.0.0/24", 16, 6, null, null),
                rule("2001:db8:b:bbbb:1234::/80", "20.1.1.0/24", 16, 4, null, null),
                rule("2001:db8:c:cccc:1234:5678::/96", "20.1.2.0/24", 16, 4, null, null),
                rule("2001:db8:d:dddd:1234:5678:9a00:0/112", "20.1.3.0/24", 16, 4, null, null),
                rule("2001:db8:e:ee00::/60", "20.1.4.0/24", 8, null, null, null));
    }

    /** The whole address and port in the End-user prefix (RFC 7597 section 5.2). */
    static List<Domain.Rule> addressAndPort() {
        return List.of(rule("2001::/16", "0.0.0.0/0", 48, 0, null, null));
    }

    /** The whole address in the End-user prefix. */
    static List<Domain.Rule> wholeAddress() {
        return List.of(rule("2001:db8::/32", "0.0.0.0/0", 32, null, null, null));
    }

    /** A whole IPv4 prefix in the End-user prefix. */
    static List<Domain.Rule> wholePrefix() {
        return List.of(rule("2001:db8::/40", "0.0.0.0/0", 20, null, null, null));
    }

    /** Nothing but the PSID in the End-user prefix. */
    static List<Domain.Rule> onlyPsid() {
        return List.of(
                rule("2001:db8:1::/48", "20.2.0.1/32", 8, 6, null, null),
                rule("2001:db8:2::/48", "20.2.0.2/32", 16, 0, null, null),
                rule("2001:db8:3::/48", "20.2.0.3/32", 0, null, null, null),
                rule("2001:db8:4::/48", "20.2.1.0/24", 0, null, null, null));
    }

    /** One rule of each kind, and one with a border relay of its own. */
    static List<Domain.Rule> eachKind() {
        return List.of(
                rule("2001:db8::/40", "192.0.2.0/24", 16, 6, null, null),
                rule("2001:db8:1000::/40", "20.3.0.0/16", 16, null, null, null),
                rule("2001:db8:2000::/40", "20.4.0.0/16", 8, null, null, null),
                rule("2001:db8:3000:1200::/56", "20.5.0.18/32", 0, 6, 8, 0x34),
                rule("2001:db8:3000:1300::/56", "20.5.0.19/32", 0, null, null, null),
                new Domain.Rule("2001:db8:4000::/40", "20.6.0.0/24", 16, 4, null, null, true, OTHER_BR));
    }

    /** Several rules with one IPv4 address, each for a PSID (RFC 7597 Appendix A, Example 5). */
    static List<Domain.Rule> oneAddress() {
        return List.of(
                rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0, 6, 8, 0x34),
                rule("2001:db8:12:3500::/56", "192.0.2.18/32", 0, 6, 8, 0x35),
                rule("2001:db8:12:3600::/64", "192.0.2.18/32", 0, 6, 8, 0),
                rule("2001:db8:12:3700::/60", "192.0.2.18/32", 0, 6, 8, 0xff),
                rule("2001:db8:12:3800::1/128", "192.0.2.19/32", 0, 0, 6, 1),
                rule("2001:db8:12:3800::2/128", "192.0.2.19/32", 0, 0, 6, 2));
    }

    /** A part of the addresses and prefixes of a rule belongs to another one; the longest match decides. */
    static List<Domain.Rule> nested() {
        return List.of(
                rule("2001:db8::/32", "20.8.0.0/16", 24, 4, null, null),
                rule("2001:db8:2a00::/40", "20.8.42.0/24", 16, 4, null, null),
                rule("2001:db8:7700::/40", "20.11.0.0/24", 16, 4, null, null),
                rule("2001:db8:6000:8000::/52", "20.9.0.0/20", 12, null, null, null),
                rule("2001:db8:5000::/40", "20.9.8.0/24", 8, null, null, null));
    }

    private static List<Domain> twoDomains(String format, Map<String, @Nullable Object> options) {
        return List.of(
                new Domain(
                        "one",
                        format,
                        false,
                        List.of(BR),
                        List.of(rule("2001:db8::/40", "192.0.2.0/24", 16, 6, null, null)),
                        options),
                new Domain(
                        "two",
                        format,
                        false,
                        List.of("2001:db8:eeee::1"),
                        List.of(rule("2001:db8:1000::/40", "20.10.0.0/24", 12, 5, null, null)),
                        options));
    }

    /** A part of the addresses of one domain's rule belongs to another domain. */
    static List<Domain> nestedDomains(String format, Map<String, @Nullable Object> options) {
        return List.of(
                new Domain(
                        "one",
                        format,
                        false,
                        List.of(BR),
                        List.of(rule("2001:db8::/32", "20.12.0.0/16", 24, 4, null, null)),
                        options),
                new Domain(
                        "two",
                        format,
                        false,
                        List.of("2001:db8:eeee::1"),
                        List.of(rule("2001:db8:7700::/40", "20.12.42.0/24", 16, 4, null, null)),
                        options));
    }

    /** As many rules with one IPv4 address as it has PSIDs, in no order. */
    static List<Domain> sharedAddress(String format, Map<String, @Nullable Object> options) {
        List<Domain.Rule> rules = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int psid = i * 7 % 16;
            rules.add(rule(
                    "2001:db8:13:" + Integer.toHexString(0x1000 | i << 4) + "::/60", "20.13.0.1/32", 0, 6, 4, psid));
        }
        return List.of(new Domain("example", format, false, List.of(BR), rules, options));
    }

    static Domain.Rule rule(
            String ipv6,
            String ipv4,
            int eaLength,
            @Nullable Integer offset,
            @Nullable Integer psidLength,
            @Nullable Integer psid) {
        return new Domain.Rule(ipv6, ipv4, eaLength, offset, psidLength, psid, true, null);
    }
}
