package io.softwire46.mape.provision.dhcp;

import static io.softwire46.mape.provision.dhcp.S46Octets.BIND;
import static io.softwire46.mape.provision.dhcp.S46Octets.BR;
import static io.softwire46.mape.provision.dhcp.S46Octets.BR_2;
import static io.softwire46.mape.provision.dhcp.S46Octets.LW;
import static io.softwire46.mape.provision.dhcp.S46Octets.MAP_E;
import static io.softwire46.mape.provision.dhcp.S46Octets.MAP_T;
import static io.softwire46.mape.provision.dhcp.S46Octets.RULE;
import static io.softwire46.mape.provision.dhcp.S46Octets.option;
import static io.softwire46.mape.provision.dhcp.S46Octets.read;
import static io.softwire46.mape.provision.dhcp.S46Octets.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.internal.Addresses;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From a message and a delegated prefix to a CE, or the reason why there is none. */
class S46EdgeTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String MAP_ADDRESS = "2001:db8:12:3400:0:c000:212:34";

    static Stream<Arguments> obstacles() {
        String br = option(90, "00".repeat(15) + "01");
        return Stream.of(
                obstacle(S46Reading.Obstacle.MALFORMED_MESSAGE, MAP_E + "00", PREFIX, "SYNTAX options"),
                obstacle(S46Reading.Obstacle.NO_CONTAINER, option(1, "00"), PREFIX, "SYNTAX options OPTION_ORO"),
                obstacle(
                        S46Reading.Obstacle.CONTAINER_IGNORED,
                        option(94, RULE),
                        PREFIX,
                        "SYNTAX OPTION_S46_BR is missing server"),
                obstacle(
                        S46Reading.Obstacle.MECHANISM_NOT_SUPPORTED,
                        MAP_T,
                        PREFIX,
                        "SYNTAX OPTION_S46_CONT_MAPT option 94"),
                obstacle(
                        S46Reading.Obstacle.MECHANISM_NOT_SUPPORTED,
                        MAP_E + MAP_T + option(111, "005f"),
                        PREFIX,
                        "SYNTAX OPTION_S46_CONT_MAPT option 94"),
                obstacle(
                        S46Reading.Obstacle.CONTRADICTING_RULES,
                        option(94, RULE + rule("00", "") + BR),
                        PREFIX,
                        "V41 rules[1].ipv6Prefix 2001:db8::/40 remove"),
                obstacle(
                        S46Reading.Obstacle.CONTRADICTING_RULES,
                        option(94, RULE + br),
                        PREFIX,
                        "V23 borderRelay[0] ::1 give one"),
                obstacle(
                        S46Reading.Obstacle.NO_BINDING,
                        option(96, BR),
                        PREFIX,
                        "SYNTAX OPTION_S46_V4V6BIND is missing binding"),
                obstacle(
                        S46Reading.Obstacle.NO_DELEGATED_PREFIX,
                        MAP_E,
                        "2001:db8:12:3400::",
                        "SYNTAX endUserPrefix 2001:db8:12:3400:: use the prefix"),
                obstacle(
                        S46Reading.Obstacle.NO_MATCHING_RULE,
                        MAP_E,
                        "2001:db9:12:3400::/56",
                        "V30 endUserPrefix 2001:db9:12:3400::/56 correct the prefix"),
                obstacle(
                        S46Reading.Obstacle.NO_MATCHING_RULE,
                        MAP_E,
                        "2001:db8::/39",
                        "V30 endUserPrefix 2001:db8::/39 correct"),
                obstacle(
                        S46Reading.Obstacle.PREFIX_TOO_SHORT,
                        MAP_E,
                        "2001:db8:12::/48",
                        "V31 endUserPrefix 2001:db8:12::/48 have 56 bits delegate"),
                obstacle(
                        S46Reading.Obstacle.PREFIX_NOT_DERIVABLE,
                        MAP_E,
                        "2001:db8:12:3401::/64",
                        "V33 endUserPrefix 2001:db8:12:3401::/64 clear these bits"),
                obstacle(
                        S46Reading.Obstacle.CONTRADICTING_PSID,
                        option(94, rule("00", option(93, "06083500")) + BR),
                        PREFIX,
                        "V14 psid 53 PSID 52 remove"));
    }

    private static Arguments obstacle(S46Reading.Obstacle obstacle, String hex, String delegated, String reason) {
        return argumentSet(obstacle + " " + delegated, obstacle, hex, delegated, reason);
    }

    /** The exception begins with the finding that shows the obstacle: field, value, what to do. */
    @ParameterizedTest
    @MethodSource("obstacles")
    void reportsTheReason(S46Reading.Obstacle obstacle, String hex, String delegated, String words) {
        S46Reading.Edge edge = read(hex).edge(prefix(delegated));
        assertEquals(
                obstacle, edge.obstacle().orElseThrow(), () -> edge.findings().toString());
        assertTrue(edge.domain().isEmpty());
        assertTrue(edge.endUserPrefix().isEmpty());
        MapConfigurationException refused = assertThrows(MapConfigurationException.class, edge::requireConfiguration);
        Finding reason = edge.reason().orElseThrow();
        assertEquals(reason, refused.first());
        assertTrue(reason.isError());
        assertTrue(
                refused.getMessage().matches("(?s)(octet \\d+: )?" + words.split(" ")[0] + " error: .*"),
                refused::getMessage);
        for (String word : words.split(" ")) {
            assertTrue(reason.toString().contains(word), () -> word + " in " + reason);
        }
    }

    @Test
    void rfcExample1() {
        CeMapping ce = S46Octets.customerEdge(edge(MAP_E, PREFIX)).mapping();
        assertEquals("192.0.2.18", ce.ipv4().toCanonicalString());
        assertEquals(0x34, ce.psid());
        assertEquals(MAP_ADDRESS, ce.mapAddress().toCanonicalString());
    }

    @Test
    void rfcExample5() {
        String rule = option(89, "00 00 20 c0000212 38 20010db8001234" + option(93, "06083400"));
        CeMapping ce =
                S46Octets.customerEdge(edge(option(94, rule + BR), PREFIX)).mapping();
        assertEquals(MAP_ADDRESS, ce.mapAddress().toCanonicalString());
        assertEquals(252, ce.portSet().size());
    }

    @Test
    void bitsBeyondTheLengthOfADelegatedPrefixAreIgnored() {
        S46Reading.Edge edge = edge(MAP_E, "2001:db8:12:34ff::1/56");
        assertEquals(PREFIX, edge.endUserPrefix().orElseThrow().toCanonicalString());
    }

    /** RFC 7598 section 4.1: longest match over the containers. */
    @Test
    void ofSeveralContainersTheOneWithTheLongestRuleIsUsed() {
        String nearer = option(94, option(89, "01 08 18 c6336400 30 20010db80012") + BR_2);
        for (String message : new String[] {MAP_E + nearer, nearer + MAP_E}) {
            S46Reading.Edge edge = edge(message, PREFIX);
            assertEquals(
                    "198.51.100.52",
                    S46Octets.customerEdge(edge).mapping().ipv4().toCanonicalString());
            assertEquals(
                    "2001:db8:ffff::2",
                    edge.domain().orElseThrow().domain().borderRelays().get(0).toCanonicalString());
        }
    }

    @Test
    void anotherContainerServesWhereTheFirstCannot() {
        // The nearer rule needs 64 bits of End-user prefix, and the delegated one has 56.
        String nearer = option(94, option(89, "01 10 18 c6336400 30 20010db80012") + BR_2);
        S46Reading.Edge edge = edge(nearer + MAP_E, PREFIX);
        assertEquals(
                MAP_ADDRESS, S46Octets.customerEdge(edge).mapping().mapAddress().toCanonicalString());
        assertTrue(edge.findings().stream().anyMatch(each -> each.id().name().equals("V31")));
        assertTrue(edge.findings().stream().noneMatch(Finding::isError));
    }

    /** RFC 7598 section 4.1: several rules of one container may be nested, and the longest match is the BMR. */
    @Test
    void ofNestedRulesTheLongestMatchIsTheBmr() {
        String inner = option(89, "01 08 18 c6336400 30 20010db80012");
        S46Reading.Edge edge = edge(option(94, RULE + inner + BR), PREFIX);
        assertEquals(
                "198.51.100.52", S46Octets.customerEdge(edge).mapping().ipv4().toCanonicalString());
        assertTrue(edge.findings().stream().anyMatch(each -> each.id().name().equals("V42") && !each.isError()));
    }

    @Test
    void priorityDecidesBetweenMechanisms() {
        assertEquals(4, ports(MAP_E + LW));
        assertEquals(256, ports(MAP_E + LW + option(111, "0060005e")));
        assertEquals(256, ports(MAP_T + LW));
        // A preferred container that does not match the prefix is skipped.
        String elsewhere = option(96, option(92, "c0000212 38 20010db8561234") + BR);
        assertEquals(4, ports(MAP_E + elsewhere + option(111, "0060005e")));
    }

    /** Ports in the first range: with offset 6 and 8 bits of PSID 4, as one block 256. */
    private static int ports(String message) {
        PortRange first = S46Octets.customerEdge(edge(message, PREFIX))
                .mapping()
                .portSet()
                .rangeAt(0);
        return first.last() - first.first() + 1;
    }

    @Test
    void aBindingDeterminesThePositionOfTheAddressInTheDelegatedPrefix() {
        S46Reading.Edge edge = edge(LW, "2001:db8:12::/48");
        assertEquals(PREFIX, edge.endUserPrefix().orElseThrow().toCanonicalString());
        assertEquals(
                MAP_ADDRESS, S46Octets.customerEdge(edge).mapping().mapAddress().toCanonicalString());
        String whole = option(96, option(92, "c0000212 80 20010db8001234000000000000000099") + BR);
        assertEquals(
                "2001:db8:12:3400::99",
                S46Octets.customerEdge(edge(whole, PREFIX))
                        .mapping()
                        .mapAddress()
                        .toCanonicalString());
        assertEquals(
                S46Reading.Obstacle.NO_MATCHING_RULE,
                read(LW).edge(prefix("2001:db8:13::/48")).obstacle().orElseThrow());
    }

    @Test
    void aBindingWithoutPortsHasAllOfThem() {
        String all = option(96, option(92, "c0000212 38 20010db8001234") + BR);
        assertEquals(
                65536,
                S46Octets.customerEdge(edge(all, PREFIX)).mapping().portSet().size());
        assertEquals(BIND.length(), option(92, "c0000212 38 20010db8001234").length() + 16);
    }

    private static S46Reading.Edge edge(String hex, String delegated) {
        S46Reading.Edge edge = read(hex).edge(prefix(delegated));
        assertTrue(edge.obstacle().isEmpty(), () -> edge.obstacle() + " " + edge.findings());
        return edge;
    }

    private static IPv6Address prefix(String text) {
        return text.contains("/") ? Addresses.parseIpv6Prefix("", text) : Addresses.parseIpv6("", text);
    }
}
