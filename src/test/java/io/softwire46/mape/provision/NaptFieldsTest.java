package io.softwire46.mape.provision;

import static io.softwire46.mape.provision.DomainTexts.assertRefused;
import static io.softwire46.mape.provision.DomainTexts.unmarked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code napt} object of a domain file: read, refused at the place of the error, written, converted. */
class NaptFieldsTest {
    private static final String RULE = "{\"ipv6Prefix\": \"2001:db8::/40\", \"ipv4Prefix\": \"192.0.2.0/24\","
            + " \"eaLength\": 16, \"psidOffset\": 4}";
    private static final IPv6Address PREFIX =
            new IPAddressString("2001:db8:12:9c00::/56").getAddress().toIPv6();

    /** The object with all defaults, as documented. */
    private static final String DEFAULTS = """
            {
              "inside": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
              "strict4787": false, "tcpMapping": "overlapping", "udpMapping": "exclusive",
              "udpOverlappingPorts": [53, 123, 443, 853], "minExclusivePorts": null, "minOverlappingPorts": null,
              "preservePort": false, "preserveParity": false, "portHoldSeconds": 120, "lowPorts": false, "reserved": [],
              "tcpFiltering": "address", "udpFiltering": "address", "inboundRefresh": false,
              "tcpNoSession": "drop", "unsolicitedSyn": "drop", "resetEnded": false,
              "noPortError": "prohibited", "protocolError": false, "quoteChecksum": "count", "dmzHost": null,
              "timers": { "tcpEstablished": 7440, "tcpOpening": 240, "tcpClosing": 240, "tcpTimeWait": 120,
                          "udp": 300, "udpPorts": { "53": 10, "123": 10 }, "icmp": 60 },
              "limits": { "maxSessions": 65536, "maxSessionsPerHost": null, "maxExclusivePortsPerHost": null, "maxHosts": 1024,
                          "newSessionsPerSecondPerHost": 1000, "maxForwards": 256, "maxForwardsPerHost": 32,
                          "maxHeldSyns": 64, "maxEvents": 0 },
              "forwards": []
            }""";

    private static String domain(String napt) {
        return "{ \"borderRelay\": [\"2001:db8:ffff::1\"],\n  \"rules\": [" + RULE + "],\n  \"napt\": " + napt + " }";
    }

    private static NaptOptions napt(String text) {
        ReadResult read = DomainFile.read(domain(text));
        assertEquals(List.of(), read.findings());
        return DomainFile.napt(read, read.domains().get(0));
    }

    @Test
    void theDefaultsAreThoseOfTheContract() {
        assertEquals(NaptOptions.defaults(), napt(DEFAULTS));
        assertEquals(NaptOptions.defaults(), napt("{}"));
        assertEquals(NaptOptions.defaults(), napt("null"));
        ReadResult absent = DomainFile.read("{\"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [" + RULE + "]}");
        assertEquals(
                NaptOptions.defaults(), DomainFile.napt(absent, absent.domains().get(0)));
    }

    /** Each field, null for the default. */
    @Test
    void nullIsTheDefault() {
        for (String name : List.of(
                "inside",
                "strict4787",
                "tcpMapping",
                "udpOverlappingPorts",
                "reserved",
                "dmzHost",
                "timers",
                "limits",
                "forwards",
                "portHoldSeconds")) {
            assertEquals(NaptOptions.defaults(), napt("{\"" + name + "\": null}"), name);
        }
        assertEquals(NaptOptions.defaults(), napt("{\"timers\": {\"udp\": null, \"udpPorts\": null}}"));
        assertEquals(NaptOptions.defaults(), napt("{\"limits\": {\"maxSessions\": null}}"));
    }

    @Test
    void readsEveryField() {
        ReadResult read = DomainFile.read(DomainFileFuzz.NAPT);
        assertEquals(List.of(), read.findings());
        NaptOptions napt = DomainFile.napt(read, read.domains().get(0));
        for (NaptOption<?> option : NaptOption.all()) {
            assertNotEquals(option.defaultValue(), napt.get(option), option.name());
        }
        assertEquals(MappingBehavior.EXCLUSIVE, napt.tcpMapping());
        assertEquals(OptionalInt.of(10), napt.minExclusivePorts());
        assertEquals(7441, napt.tcpEstablishedSeconds());
        assertEquals(120, napt.udpSeconds());
        assertEquals(5, napt.maxForwards());
        assertEquals(List.of(Ipv4Prefix.parse("192.168.0.0/16"), Ipv4Prefix.parse("100.64.0.0/10")), napt.inside());
        assertEquals(List.of(53, 65535), napt.udpOverlappingPorts());
        assertEquals(
                List.of(new Reserved(null, 6600, 6615), new Reserved(NaptProtocol.UDPLITE, 1, 1)), napt.reserved());
        assertEquals(OptionalInt.of(0xc0a8010a), napt.dmzHost());
        assertEquals(Map.of(53, 3, 443, 120), napt.udpPortSeconds());
        assertEquals(
                List.of(
                        new Forward(NaptProtocol.TCP, 6592, 0xc0a8010a, 443, List.of(new Ipv4Prefix(0xc6336400, 24))),
                        new Forward(NaptProtocol.DCCP, 1, 0x64400001, 65535, List.of())),
                napt.forwards());
    }

    @Test
    void writesWhatDiffersFromTheDefaults() {
        ReadResult read = DomainFile.read(DomainFileFuzz.NAPT);
        NaptOptions napt = DomainFile.napt(read, read.domains().get(0));
        String text = DomainFile.write(read.domains().get(0), napt);
        ReadResult again = DomainFile.read(text);
        assertEquals(read.domains(), again.domains());
        assertEquals(napt, DomainFile.napt(again, again.domains().get(0)));
        assertFalse(
                DomainFile.write(read.domains().get(0), NaptOptions.defaults()).contains("napt"));
        String one =
                DomainFile.write(read.domains().get(0), NaptOptions.defaults().with(NaptOption.UDP, 120));
        assertTrue(one.replaceAll("\\s", "").endsWith("\"napt\":{\"timers\":{\"udp\":120}}}"), one);
        ReadResult same = DomainFile.read(domain("{}"));
        assertFalse(RuleFormat.MAPE.write(FormatWriter.Request.of(same)).text().contains("napt"));
        assertTrue(RuleFormat.MAPE.write(FormatWriter.Request.of(read)).text().contains("\"tcpEstablished\": 7441"));
    }

    @Test
    void severalDomainsHaveTheirOwn() {
        String text = "[" + domain("{\"timers\": {\"udp\": 130}}").replaceFirst("\\{", "{ \"name\": \"a\",") + ", "
                + domain("null")
                        .replaceFirst("\\{", "{ \"name\": \"b\",")
                        .replace("2001:db8:", "2001:db9:")
                        .replace("192.0.2", "198.51.100")
                + "]";
        ReadResult read = DomainFile.read(text);
        assertEquals(130, DomainFile.napt(read, read.domains().get(0)).udpSeconds());
        assertEquals(300, DomainFile.napt(read, read.domains().get(1)).udpSeconds());
        String written = RuleFormat.MAPE.write(FormatWriter.Request.of(read)).text();
        ReadResult again = DomainFile.read(written);
        assertEquals(130, DomainFile.napt(again, again.domains().get(0)).udpSeconds());
        assertEquals(read.domains(), again.domains());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SYNTAX|napt|▸[]",
                "SYNTAX|napt|▸true",
                "SYNTAX|napt.outside|{▸\"outside\": 1}",
                "SYNTAX|napt.udp|{▸\"udp\": 300}",
                "SYNTAX|napt.timers.udp|{▸\"timers.udp\": 300}",
                "SYNTAX|napt.inside|{\"inside\": ▸\"10.0.0.0/8\"}",
                "OPTION|napt.inside|{\"inside\": ▸[]}",
                "SYNTAX|napt.inside[0]|{\"inside\": [▸8]}",
                "SYNTAX|napt.inside[0]|{\"inside\": [▸null]}",
                "NAPT01|napt.inside[1]|{\"inside\": [\"10.0.0.0/8\", ▸\"10.0.0.0\"]}",
                "NAPT01|napt.inside[1]|{\"inside\": [\"10.0.0.0/8\", ▸\"10.0.0.1/8\"]}",
                "NAPT01|napt.inside[1]|{\"inside\": [\"10.0.0.0/8\", ▸\"224.0.0.0/8\"]}",
                "SYNTAX|napt.strict4787|{\"strict4787\": ▸1}",
                "SYNTAX|napt.tcpMapping|{\"tcpMapping\": ▸\"shared\"}",
                "SYNTAX|napt.tcpMapping|{\"tcpMapping\": ▸[]}",
                "SYNTAX|napt.udpFiltering|{\"udpFiltering\": ▸\"ADDRESS\"}",
                "SYNTAX|napt.udpOverlappingPorts|{\"udpOverlappingPorts\": ▸53}",
                "SYNTAX|napt.udpOverlappingPorts[1]|{\"udpOverlappingPorts\": [53, ▸0]}",
                "SYNTAX|napt.udpOverlappingPorts[1]|{\"udpOverlappingPorts\": [53, ▸65536]}",
                "SYNTAX|napt.udpOverlappingPorts[1]|{\"udpOverlappingPorts\": [53, ▸\"53\"]}",
                "OPTION|napt.minExclusivePorts|{\"minExclusivePorts\": ▸-1}",
                "OPTION|napt.minOverlappingPorts|{\"minOverlappingPorts\": ▸65537}",
                "OPTION|napt.portHoldSeconds|{\"portHoldSeconds\": ▸86401}",
                "SYNTAX|napt.portHoldSeconds|{\"portHoldSeconds\": ▸1.5}",
                "SYNTAX|napt.reserved|{\"reserved\": ▸{}}",
                "SYNTAX|napt.reserved[0]|{\"reserved\": [▸\"6600\"]}",
                "SYNTAX|napt.reserved[0].port|{\"reserved\": [{\"protocol\": \"any\", \"ports\": \"1\", ▸\"port\": 1}]}",
                "SYNTAX|napt.reserved[0].ports|{\"reserved\": [▸{\"protocol\": \"any\"}]}",
                "SYNTAX|napt.reserved[0].ports|{\"reserved\": [{\"protocol\": \"any\", \"ports\": ▸6600}]}",
                "SYNTAX|napt.reserved[0].ports|{\"reserved\": [{\"protocol\": \"any\", \"ports\": ▸\"2-1\"}]}",
                "SYNTAX|napt.reserved[0].ports|{\"reserved\": [{\"protocol\": \"any\", \"ports\": ▸\"1-65536\"}]}",
                "SYNTAX|napt.reserved[0].protocol|{\"reserved\": [{\"protocol\": ▸\"sctp\", \"ports\": \"1\"}]}",
                "SYNTAX|napt.reserved[0].protocol|{\"reserved\": [▸{\"ports\": \"1\"}]}",
                "SYNTAX|napt.dmzHost|{\"dmzHost\": ▸\"192.168.1\"}",
                "SYNTAX|napt.dmzHost|{\"dmzHost\": ▸10}",
                "NAPT07|napt.dmzHost|{\"dmzHost\": ▸\"198.51.100.1\"}",
                "SYNTAX|napt.timers|{\"timers\": ▸300}",
                "SYNTAX|napt.timers.tcp|{\"timers\": {▸\"tcp\": 300}}",
                "NAPT03|napt.timers.tcpEstablished|{\"timers\": {\"tcpEstablished\": ▸7439}}",
                "NAPT03|napt.timers.tcpOpening|{\"timers\": {\"tcpOpening\": ▸3}}",
                "NAPT03|napt.timers.tcpClosing|{\"timers\": {\"tcpClosing\": ▸239}}",
                "NAPT03|napt.timers.tcpTimeWait|{\"timers\": {\"tcpTimeWait\": ▸-1}}",
                "NAPT03|napt.timers.udp|{\"timers\": {\"udp\": ▸119}}",
                "NAPT03|napt.timers.icmp|{\"timers\": {\"icmp\": ▸59}}",
                "OPTION|napt.timers.icmp|{\"timers\": {\"icmp\": ▸604801}}",
                "OPTION|napt.timers.icmp|{\"timers\": {\"icmp\": ▸99999999999999999999}}",
                "SYNTAX|napt.timers.udpPorts|{\"timers\": {\"udpPorts\": ▸[]}}",
                "NAPT03|napt.timers.udpPorts.443|{\"timers\": {\"udpPorts\": {\"443\": ▸119}}}",
                "NAPT03|napt.timers.udpPorts.53|{\"timers\": {\"udpPorts\": {\"53\": ▸0}}}",
                "OPTION|napt.timers.udpPorts.1024|{\"timers\": {\"udpPorts\": {\"1024\": ▸60}}}",
                "SYNTAX|napt.timers.udpPorts.053|{\"timers\": {\"udpPorts\": {\"053\": ▸60}}}",
                "SYNTAX|napt.timers.udpPorts.53|{\"timers\": {\"udpPorts\": {\"53\": ▸\"10\"}}}",
                "SYNTAX|napt.timers.udpPorts.53|{\"timers\": {\"udpPorts\": {\"53\": ▸null}}}",
                "SYNTAX|napt.limits.sessions|{\"limits\": {▸\"sessions\": 64}}",
                "OPTION|napt.limits.maxSessions|{\"limits\": {\"maxSessions\": ▸63}}",
                "OPTION|napt.limits.maxSessions|{\"limits\": {\"maxSessions\": ▸16777217}}",
                "OPTION|napt.limits.maxSessionsPerHost|{\"limits\": {\"maxSessionsPerHost\": ▸65537}}",
                "OPTION|napt.limits.maxSessionsPerHost|{\"limits\": {\"maxSessionsPerHost\": ▸0}}",
                "OPTION|napt.limits.maxExclusivePortsPerHost|{\"limits\": {\"maxExclusivePortsPerHost\": ▸0}}",
                "OPTION|napt.limits.maxEvents|{\"limits\": {\"maxEvents\": ▸1048577}}",
                "SYNTAX|napt.forwards|{\"forwards\": ▸{}}",
                "SYNTAX|napt.forwards[0]|{\"forwards\": [▸6600]}",
                "SYNTAX|napt.forwards[0].to|{\"forwards\": [▸{\"protocol\": \"tcp\", \"port\": 1}]}",
                "SYNTAX|napt.forwards[0].to|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": ▸\"10.0.0.1\"}]}",
                "SYNTAX|napt.forwards[0].to|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": ▸\"10.0.0.1:0\"}]}",
                "SYNTAX|napt.forwards[0].protocol|{\"forwards\": [{\"protocol\": ▸\"icmp\", \"port\": 1, \"to\": \"10.0.0.1:1\"}]}",
                "SYNTAX|napt.forwards[0].protocol|{\"forwards\": [{\"protocol\": ▸\"any\", \"port\": 1, \"to\": \"10.0.0.1:1\"}]}",
                "SYNTAX|napt.forwards[0].port|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": ▸0, \"to\": \"10.0.0.1:1\"}]}",
                "SYNTAX|napt.forwards[0].port|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": ▸\"1\", \"to\": \"10.0.0.1:1\"}]}",
                "SYNTAX|napt.forwards[0].port|{\"forwards\": [▸{\"protocol\": \"tcp\", \"to\": \"10.0.0.1:1\"}]}",
                "SYNTAX|napt.forwards[0].remotes|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": \"10.0.0.1:1\", \"remotes\": ▸\"\"}]}",
                "SYNTAX|napt.forwards[0].remotes[0]|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": \"10.0.0.1:1\", \"remotes\": [▸\"1.2.3.4\"]}]}",
                "OPTION|napt.forwards[0].remotes[0]|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": \"10.0.0.1:1\", \"remotes\": [▸\"1.2.3.4/8\"]}]}",
                "NAPT07|napt.forwards[0].to|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": ▸\"11.0.0.1:1\"}]}",
                "NAPT05|napt.forwards[1].port|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": \"10.0.0.1:1\"}, {\"protocol\": \"tcp\", \"port\": ▸1, \"to\": \"10.0.0.1:2\"}]}",
                "NAPT05|napt.forwards[1].to|{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": \"10.0.0.1:1\"}, {\"protocol\": \"tcp\", \"port\": 2, \"to\": ▸\"10.0.0.1:1\"}]}",
            })
    void refusesAtThePlaceOfTheError(String id, String field, String napt) {
        assertRefused(id, field, domain(napt));
    }

    @Test
    void reportsAllErrorsAtOnceAndNoneThatFollowsFromAnother() {
        ReadResult read = DomainFile.read(domain("{\"inside\": [\"11.0.0.0\"], \"timers\": {\"udp\": 1},"
                + " \"limits\": {\"maxHosts\": 0}, \"reserved\": [{}],"
                + " \"forwards\": [{\"protocol\": \"tcp\", \"port\": 1, \"to\": \"11.0.0.1:1\"}]}"));
        assertEquals(
                List.of(
                        "NAPT01 napt.inside[0]",
                        "NAPT03 napt.timers.udp",
                        "OPTION napt.limits.maxHosts",
                        "SYNTAX napt.reserved[0].protocol",
                        "SYNTAX napt.reserved[0].ports"),
                read.findings().stream()
                        .map(finding -> finding.id() + " " + finding.field())
                        .toList());
    }

    @Test
    void withoutAnEndUserPrefixTheCeIsNotChecked() {
        String text = domain("{\"minExclusivePorts\": 241, \"timers\": {\"tcpOpening\": 239},\n"
                + "\"forwards\": [{\"protocol\": \"tcp\", \"port\": ▸6591, \"to\": \"10.0.0.1:1\"}]}");
        int before = text.indexOf(DomainTexts.MARK);
        Location place = Location.of(4, before - text.lastIndexOf('\n', before));
        ReadResult read = DomainFile.read(unmarked(text));
        assertEquals(List.of(), read.validate());
        assertEquals(List.of(), read.validateForRelay());
        List<Finding> findings = read.edge(PREFIX).findings();
        assertEquals(
                List.of(
                        "NAPT06 napt.minExclusivePorts",
                        "NAPT10 napt.timers.tcpOpening",
                        "NAPT04 napt.forwards[0].port"),
                findings.stream()
                        .map(finding -> finding.id() + " " + finding.field())
                        .toList());
        assertEquals(place, findings.get(2).location());
    }

    @Test
    void endpointFilteringIsAWarningWhereAddressesAreShared() {
        String text = domain("{\"udpFiltering\": \"endpoint\"}");
        assertEquals("NAPT09", DomainFile.read(text).findings().get(0).id().name());
        ReadResult whole = DomainFile.read(text.replace("16, \"psidOffset\": 4", "8"));
        assertEquals(List.of(), whole.findings());
    }

    @ParameterizedTest
    @EnumSource
    void otherFormatsReportEachFieldThatTheyOmit(RuleFormat format) {
        if (!format.isWritten()) {
            return;
        }
        ReadResult read = DomainFile.read(domain("{\"timers\": {\"udp\": 130}, \"inside\": [\"192.168.0.0/16\"]}"));
        ConversionReport report = format.write(FormatWriter.Request.of(read).withEndUserPrefix(PREFIX));
        List<String> lost = report.findings().stream()
                .filter(each -> each.field().startsWith("napt"))
                .map(each -> each.id() + " " + each.field() + " " + each.value())
                .toList();
        assertEquals(
                format == RuleFormat.MAPE
                        ? List.of()
                        : List.of("LOST napt.timers.udp 130", "LOST napt.inside [\"192.168.0.0/16\"]"),
                lost);
        ReadResult plain = DomainFile.read(domain("{\"timers\": {\"udp\": 300}}"));
        assertTrue(format.write(FormatWriter.Request.of(plain).withEndUserPrefix(PREFIX)).findings().stream()
                .noneMatch(each -> each.field().startsWith("napt")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"napt\": {}}", "[{\"napt\": {}}]"})
    void textWithThisFieldIsADomainFile(String text) {
        assertTrue(DomainFile.read(text).findings().get(0).message().contains("is missing"), text);
    }
}
