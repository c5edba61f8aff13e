package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.provision.DomainFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code convert}: formats, findings, and that no output is incomplete. */
class ConvertCommandTest {
    private static final String CE = "2001:db8:12:3400::/56";

    /** Options of the library that Junos cannot express have their defaults. */
    private static final String DOMAIN = HandMade.DOMAIN.replace("\"flowLabel\": \"zero\"", "");

    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("in"), text);
    }

    @Test
    void jsonToJunosAndBack() throws IOException {
        Path in = file(DOMAIN);
        Path set = directory.resolve("set");
        Path braces = directory.resolve("braces");
        Path json = directory.resolve("json");
        Tool.run("convert", "--from", "mape", "--to", "junos-set", "--in", in, "--out", set)
                .done();
        Tool.run("convert", "--from", "junos-set", "--to", "junos-braces", "--in", set, "--out", braces)
                .done();
        Tool.run("convert", "--from", "junos", "--to", "mape", "--in", braces, "--out", json)
                .done();
        assertEquals(
                DomainFile.read(DOMAIN).requireDomains(),
                DomainFile.read(Files.readString(json)).requireDomains());
        // Without a format the content determines it.
        assertEquals(
                Files.readString(set),
                Tool.run("convert", "--to", "junos-set", "--in", json).done().out());
        assertEquals(
                Files.readString(set),
                Tool.run("convert", "--to", "junos-set", "--in", braces, "--out", "-")
                        .done()
                        .out());
    }

    @Test
    void aJunosConfigurationKeepsWhatOnlyJunosKnows() throws IOException {
        Path in = file(LintCommandTest.article() + "set services softwire softwire-concentrator map-e MAPE-DOMAIN1 "
                + "disable-auto-route\n");
        Tool tool = Tool.run("convert", "--to", "junos-braces", "--in", in);
        assertEquals(0, tool.status());
        assertTrue(tool.out().contains("disable-auto-route;"), tool.out());
        assertTrue(tool.out().contains("inside-service-interface si-0/0/0.1;"), tool.out());
        // A warning of the reading: n + o is 72.
        assertEquals(1, tool.err().lines().count());
        assertTrue(tool.err().contains(":7:76: V05 warning"), tool.err());
        Tool other = Tool.run("convert", "--to", "junos-set", "--in", in, "--inside", "si-9/0/0.1", "--outside", "x.2");
        assertTrue(other.out().contains("inside-service-interface si-9/0/0.1\n"), other.out());
        assertFalse(other.out().contains("si-0/0/0"), other.out());
    }

    @Test
    void settingsThatCannotBeExpressedAreNotWritten() throws IOException {
        Path in = file(HandMade.DOMAIN);
        Path out = Files.writeString(directory.resolve("out"), "as it was");
        Tool tool = Tool.run("convert", "--to", "junos-set", "--in", in, "--out", out);
        assertEquals(1, tool.status());
        assertEquals("", tool.out());
        assertTrue(tool.err().contains("LOST error: options.flowLabel zero "), tool.err());
        assertTrue(tool.err().endsWith("use --lossy to write the others\n"), tool.err());
        assertEquals("as it was", Files.readString(out));
        Tool lossy = Tool.run("convert", "--lossy", "--to", "junos-set", "--in", in, "--out", out);
        assertEquals(0, lossy.status());
        assertTrue(lossy.err().contains("options.flowLabel zero "), lossy.err());
        assertTrue(Files.readString(out).startsWith("set services softwire "));
        try (var files = Files.list(directory)) {
            assertEquals(2, files.count());
        }
    }

    /** A second border relay and an option that the format cannot express: both are reported. */
    @ParameterizedTest
    @ValueSource(strings = {"yang", "yang-ce", "hb46pp", "openwrt", "vpp"})
    void settingsThatAnotherFormatCannotExpressAreNotDroppedSilently(String format) throws IOException {
        Path in = file(DOMAIN.replace("\"2001:db8:ffff::1\"", "\"2001:db8:ffff::1\", \"2001:db8:ffff::2\"")
                .replace("\"options\": {", "\"options\": { \"tcpMss\": 1240"));
        Path out = Files.writeString(directory.resolve("out"), "as it was");
        Tool.run("convert", "--to", format, "--in", in, "--out", out)
                .refusedWith(
                        1,
                        "LOST error: borderRelay[1] 2001:db8:ffff::2 ",
                        "LOST error: options.tcpMss 1240 ",
                        "use --lossy to write the others");
        assertEquals("as it was", Files.readString(out));
        Tool lossy = Tool.run("convert", "--lossy", "--to", format, "--in", in, "--out", out);
        assertEquals(0, lossy.status(), lossy.err());
        assertTrue(lossy.err().contains("options.tcpMss 1240 "), lossy.err());
        assertTrue(Files.readString(out).contains("2001:db8:ffff::1"));
    }

    /** A number out of any range is reported as written in the document. */
    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "-99999999999", "99999999999999999999999"})
    void aHugeNumberIsReportedAsWritten(String number) throws IOException {
        for (String[] each : new String[][] {{"yang", "ea-len"}, {"hb46pp", "ea_length"}}) {
            Path out = directory.resolve("out");
            Tool.run("convert", "--to", each[0], "--in", file(DOMAIN), "--out", out)
                    .done();
            String text = Files.readString(out).replace("\"" + each[1] + "\": 16", "\"" + each[1] + "\": " + number);
            Tool.run("convert", "--to", "mape", "--in", file(text))
                    .refused(2, each[1] + " " + number + " is outside -2147483648..2147483647");
        }
    }

    /** DHCPv6 cannot express forwarding options (RFC 7598 section 4). */
    @Test
    void dhcpv6HasNoWordsForOptions() throws IOException {
        Path in = file(DOMAIN.replace("\"options\": {", "\"options\": { \"mtuV6\": 1400"));
        Tool.run("convert", "--to", "dhcpv6", "--in", in).refusedWith(1, "LOST error: options.mtuV6 1400 ");
        Tool lossy = Tool.run("convert", "--lossy", "--to", "dhcpv6", "--in", in);
        assertEquals(0, lossy.status(), lossy.err());
        assertTrue(lossy.out().startsWith("005e002d"), lossy.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mape",
                "junos-set",
                "junos-braces",
                "junos-ce-set",
                "junos-ce-braces",
                "junos-routes",
                "openwrt",
                "vpp",
                "nftables",
                "pf",
                "dhcpv6",
                "yang",
                "yang-ce",
                "hb46pp"
            })
    void everyFormat(String format) throws IOException {
        Tool tool = Tool.run("convert", "--to", format, "--end-user-prefix", CE, "--in", file(DOMAIN));
        assertEquals(0, tool.status(), tool.err());
        assertTrue(tool.out().contains("192.0.2.") || tool.out().contains("c0000200"), tool.out());
        assertTrue(tool.out().endsWith("\n"), tool.out());
    }

    @Test
    void aCesOwnPrefixNeedNotBeGiven() throws IOException {
        Path ce = directory.resolve("ce");
        Tool.run("convert", "--to", "junos-ce-set", "--end-user-prefix", CE, "--in", file(DOMAIN), "--out", ce)
                .done();
        Tool tool = Tool.run("convert", "--to", "pf", "--tunnel", "gif0", "--in", ce);
        assertEquals(0, tool.status(), tool.err());
        assertEquals("""
                # MAP address 2001:db8:12:3400:0:c000:212:34: 192.0.2.18, 252 ports (offset/length/PSID 6/8/0x34)
                nat on gif0 inet from any to any -> 192.0.2.18 map-e-portset 6/8/52
                """, tool.out());
    }

    /** RFC 7598 section 4: container 94, rule 89 with port parameters 93, BR 90; put together by hand. */
    @Test
    void optionsOfDhcpv6() throws IOException {
        String hex = "005e002d" + "00590015" + "001018" + "c0000200" + "2820010db800" + "005d0004" + "06000000"
                + "005a0010" + "20010db8ffff00000000000000000001";
        assertEquals(
                hex + "\n",
                Tool.run("convert", "--to", "dhcpv6", "--in", file(DOMAIN))
                        .done()
                        .out());
        Path octets = Files.write(directory.resolve("octets"), HexFormat.of().parseHex(hex));
        Path spaced = Files.writeString(directory.resolve("hex"), "0x" + hex.replaceAll("(....)", "$1 ") + "\n");
        for (Path in : List.of(octets, spaced)) {
            Tool tool = Tool.run("convert", "--to", "vpp", "--in", in);
            assertTrue(tool.out().contains("ip4-pfx 192.0.2.0/24 ip6-pfx 2001:db8::/40"), tool.err());
        }
        // EA length 49 is in octet 9.
        Tool tool = Tool.run("lint", file(hex.replace("001018", "003118")));
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("\n" + directory.resolve("in") + ":octet 9: V02 warning\n"), tool.out());
        Tool.run("lint", "--format", "dhcpv6", file("005e0005")).refused(2, "in:octet 0", "truncated");
        Tool.run(
                        "convert",
                        "--to",
                        "dhcpv6",
                        "--in",
                        file(DOMAIN.replace("{ \"name\"", "{ \"format\": \"draft03\", \"name\"")))
                .refusedWith(1, "format", "no output");
    }

    /** The same options with what a CE makes of them: the names are those that logs and statistics have. */
    @Test
    void aCesViewOfDhcpv6() throws IOException {
        String rule = "0059000d" + "011018" + "c0000200" + "2820010db800";
        Path in = file("005e0025" + rule + "005a0010" + "20010db8ffff00000000000000000001");
        Tool.run("lint", "--end-user-prefix", CE, in).done();
        for (String[] each : new String[][] {
            {"2001:db9::/56", "NO_MATCHING_RULE"},
            {"2001:db8::/48", "PREFIX_TOO_SHORT"},
            {"2001:db8:12:3401::/64", "PREFIX_NOT_DERIVABLE"}
        }) {
            Tool tool = Tool.run("lint", "--end-user-prefix", each[0], in);
            assertEquals(1, tool.status(), tool.out());
            assertTrue(tool.lines().contains(in + ": " + each[1] + " error"), tool.out());
        }
        // Without OPTION_S46_BR the container is ignored, and no domain is left.
        Tool tool = Tool.run("lint", "--end-user-prefix", CE, file("005e0011" + rule));
        assertEquals(1, tool.status(), tool.out());
        assertTrue(tool.lines().contains(in + ": CONTAINER_IGNORED error"), tool.out());
        assertTrue(tool.lines().stream().anyMatch(line -> line.startsWith(in + ":octet ")), tool.out());
        Tool.run("lint", "--end-user-prefix", "x", in).refused(2, "--end-user-prefix");
    }

    @Test
    void badUsageIsExitStatus2() throws IOException {
        Path in = file(DOMAIN);
        Tool.run("convert", "--in", in).refused(2, "--to");
        Tool.run("convert", "--to", "cisco", "--in", in).refused(2, "--to", "'cisco' is not a format", "junos-set, ");
        Tool.run("convert", "--to", "junos", "--in", in)
                .refused(2, "--to junos", "an input format only", "junos-braces");
        Tool.run("convert", "--from", "pf", "--to", "mape", "--in", in)
                .refused(2, "--from pf", "an output format only");
        Tool.run("convert", "--from", "junos-set", "--to", "mape", "--in", in).refused(2, "in", "junos-set");
        Tool.run("convert", "--from", "mape", "--to", "vpp", "--in", file(HandMade.JUNOS_DOMAIN))
                .refused(2, "is a Junos configuration", "format mape");
        file(DOMAIN);
        Tool.run("convert", "--to", "pf", "--in", in).refused(2, "--end-user-prefix", "missing");
        Tool.run("convert", "--to", "pf", "--end-user-prefix", "2001:db9::/56", "--in", in)
                .refused(1, "V30");
        Tool.run("convert", "--to", "pf", "--end-user-prefix", "x", "--in", in).refused(2, "--end-user-prefix");
        Tool.run("convert", "--to", "pf", "--tunnel", "a b", "--in", in).refused(2, "--tunnel a b", "interface");
        Tool.run("convert", "--to", "junos-set", "--inside", "a", "--in", in).refused(2, "--inside a", "--outside");
        Tool.run("convert", "--to", "vpp", "--in", in, "--out", in)
                .refused(2, "--out", "is also --in", "use another file");
        Tool.run("convert", "--to", "vpp", "--in", directory.resolve("none")).refused(2, "no such file");
        Tool.run("convert", "--to", "vpp", "--in", file(DOMAIN.replace("16", "49")))
                .refused(2, "in:2:", "V02");
        Tool.run("convert", "--to", "vpp", "--in", file("services {\n")).refused(2, "in:1:1:", "has no closing brace");
    }

    /** An option length has 16 bits (RFC 8415 section 21.1): the answer is no, and the usage is right. */
    @Test
    void moreRulesThanAnOptionHolds() throws IOException {
        String rules = IntStream.range(0, 4000)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "{ \"ipv6Prefix\": \"2001:db8:%x::/48\", \"ipv4Prefix\": \"10.%d.%d.0/24\", \"eaLength\": 8 }",
                        i,
                        i >> 8,
                        i & 0xff))
                .collect(Collectors.joining(", "));
        Path in = file("{ \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [" + rules + "] }");
        Tool tool = Tool.run("convert", "--to", "dhcpv6", "--in", in);
        assertEquals(1, tool.status(), tool.err().lines().limit(2).toList()::toString);
        assertEquals("", tool.out());
        assertTrue(
                tool.err().contains("OPTION_S46_CONT_MAPE"),
                () -> tool.err().substring(Math.max(0, tool.err().length() - 300)));
    }

    /** The longest match (RFC 7598 section 4.1): OpenWrt would configure the outer rule as well. */
    @Test
    void openWrtGetsTheRuleOfTheCe() throws IOException {
        Path in = file("""
                { "borderRelay": ["2001:db8:ffff::1"], "rules": [
                  { "ipv6Prefix": "2001:db8::/32", "ipv4Prefix": "198.51.0.0/16", "eaLength": 24, "psidOffset": 4 },
                  { "ipv6Prefix": "2001:db8:8200::/40", "ipv4Prefix": "203.0.113.0/24", "eaLength": 16, "psidOffset": 4 } ] }
                """);
        Tool tool = Tool.run("convert", "--to", "openwrt", "--end-user-prefix", "2001:db8:8212:3400::/56", "--in", in);
        assertEquals(0, tool.status(), tool.err());
        assertTrue(tool.out().contains("option ip6prefix '2001:db8:8200::'"), tool.out());
        assertEquals(1, tool.out().split("option ip6prefix ", -1).length - 1, tool.out());
        assertEquals(
                2, Tool.run("convert", "--to", "openwrt", "--in", in).out().split("option ip6prefix ", -1).length - 1);
    }

    /** Of several rules those that the format cannot express are left out, and each is named. */
    @ParameterizedTest
    @ValueSource(strings = {"hb46pp", "yang-ce", "dhcpv6", "vpp"})
    void lossyWritesTheOtherRules(String format) throws IOException {
        String good = "{ \"ipv6Prefix\": \"2001:db8::/40\", \"ipv4Prefix\": \"192.0.2.0/24\", \"eaLength\": 16, "
                + "\"psidOffset\": 6, \"forwarding\": false }";
        // VPP: EA bits beyond bit 64; DHCPv6: a border relay of one rule; the others: a PSID of its own.
        String bad = switch (format) {
            case "vpp" -> good.replace("2001:db8::/40", "2001:db9::/56").replace("192.0.2.0", "192.0.3.0");
            case "dhcpv6" ->
                good.replace("2001:db8::/40", "2001:db9::/40")
                        .replace("192.0.2.0", "192.0.3.0")
                        .replace("\"forwarding\"", "\"borderRelay\": \"2001:db8:ffff::9\", \"forwarding\"");
            default ->
                "{ \"ipv6Prefix\": \"2001:db9:0:3400::/56\", \"ipv4Prefix\": \"192.0.3.1/32\", "
                        + "\"eaLength\": 0, \"psidOffset\": 4, \"psidLength\": 4, \"psid\": 1, \"forwarding\": false }";
        };
        String head = "{ \"name\": \"example\", \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [";
        Path in = file(head + good + ", " + bad + "] }");
        Tool strict = Tool.run("convert", "--to", format, "--in", in);
        strict.refusedWith(1, " error: rules[1].", "use --lossy to write the others");
        Tool lossy = Tool.run("convert", "--lossy", "--to", format, "--in", in);
        assertEquals(0, lossy.status(), lossy.err());
        assertTrue(lossy.err().contains(" error: rules[1]."), lossy.err());
        assertFalse(lossy.err().contains(" error: rules[0]."), lossy.err());
        // The text is that of the good rule alone.
        Tool alone = Tool.run("convert", "--lossy", "--to", format, "--in", file(head + good + "] }"));
        assertEquals(alone.out(), lossy.out());
        assertFalse(lossy.out().isEmpty());
        // With a bad rule alone there is no output; to HB46PP it would be a binding of Lightweight 4over6.
        if (!format.equals("hb46pp")) {
            Tool.run("convert", "--lossy", "--to", format, "--in", file(head + bad + "] }"))
                    .refusedWith(1, " error: rules[0].", "no setting can be expressed");
        }
    }

    /** A domain that cannot be expressed is left out of several, too. */
    @ParameterizedTest
    @ValueSource(strings = {"yang", "yang-ce", "dhcpv6"})
    void lossyWritesTheOtherDomains(String format) throws IOException {
        String good = DOMAIN;
        String old = DOMAIN.replace("{ \"name\": \"example\"", "{ \"name\": \"old\", \"format\": \"draft03\"")
                .replace("2001:db8::/40", "2001:db9::/40")
                .replace("192.0.2.0", "192.0.3.0")
                .replace("ffff::1", "ffff::3");
        Tool lossy = Tool.run("convert", "--lossy", "--to", format, "--in", file("[" + good + "," + old + "]"));
        assertEquals(0, lossy.status(), lossy.err());
        assertTrue(lossy.err().contains(" error: old: format draft03 "), lossy.err());
        assertEquals(Tool.run("convert", "--to", format, "--in", file(good)).out(), lossy.out());
    }

    /** The options of the tunnel are no part of a firewall, and none is dropped silently. */
    @ParameterizedTest
    @ValueSource(strings = {"nftables", "pf"})
    void firewallsReportOptions(String format) throws IOException {
        Path in = file(DOMAIN.replace("\"options\": {", "\"options\": { \"tcpMss\": 1240, \"mtuV6\": 1400"));
        Object[] words = {"convert", "--to", format, "--end-user-prefix", CE, "--in", in};
        Tool.run(words)
                .refusedWith(
                        1,
                        "LOST error: options.mtuV6 1400 cannot be expressed in " + format,
                        "LOST error: options.tcpMss 1240 ",
                        "use --lossy to write the others");
        Tool lossy = Tool.run("convert", "--lossy", "--to", format, "--end-user-prefix", CE, "--in", in);
        assertEquals(0, lossy.status(), lossy.err());
        assertEquals(
                Tool.run("convert", "--to", format, "--end-user-prefix", CE, "--in", file(DOMAIN))
                        .out(),
                lossy.out());
    }

    /** A Junos CE without its own rule is no CE, and its router refuses it. */
    @ParameterizedTest
    @ValueSource(strings = {"junos-ce-set", "junos-ce-braces", "junos-set", "junos-routes"})
    void noTextWithoutAnyRule(String format) throws IOException {
        Path in = file("""
                { "name": "example", "borderRelay": ["2001:db8:ffff::1"], "rules": [
                  { "ipv6Prefix": "2001:db8:12:3400::1/128", "ipv4Prefix": "192.0.2.18/32", "eaLength": 0,
                    "psidOffset": 0, "psidLength": 8, "psid": 52 } ] }
                """);
        Tool.run("convert", "--lossy", "--to", format, "--inside", "si-0/0/0.1", "--outside", "si-0/0/0.2", "--in", in)
                .refusedWith(1, "SYNTAX error: rules[0].psid 52 ", "no output: no setting can be expressed");
    }
}
