package io.softwire46.mape.forward.relay;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.OTHER_BR;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.Nodes.assertDropped;
import static io.softwire46.mape.forward.Nodes.assertLeft;
import static io.softwire46.mape.forward.Nodes.assertTunnelled;
import static io.softwire46.mape.forward.Nodes.domain;
import static io.softwire46.mape.forward.Nodes.down;
import static io.softwire46.mape.forward.Nodes.relay;
import static io.softwire46.mape.forward.Nodes.up;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Verdict;
import org.junit.jupiter.api.Test;

/** Rules of every kind, rules with their own border relay address, and several domains on one border relay. */
class BorderRelayDomainsTest {
    private static final String SECOND_RULE =
            "ipv6Prefix=2001:db8:8000::/40 ipv4Prefix=198.51.100.0/24 eaLength=16 psidOffset=4 psidLength=8 format=rfc7597";
    /** 198.51.100.18, a = 4, PSID 0x34: port 0x1340 = 0001 00110100 0000. */
    private static final String SECOND_CE = "2001:db8:8012:3400:0:c633:6412:34";

    private static final int SECOND_PORT = 0x1340;
    private static final String FIRST_CE = Nodes.CE;

    /** A packet in each direction between the host and an endpoint served by the relay. */
    private static void assertServes(BorderRelay relay, String br, String ce, String address, int port) {
        byte[] to = ipv4(HOST, address).udp(80, port).octets();
        assertTunnelled(br, ce, to, down(relay, to));
        byte[] from = ipv4(address, HOST).udp(port, 80).octets();
        assertLeft(from, up(relay, ipv6(ce, br).inner(from).octets()));
    }

    @Test
    void oneToOneRulesShareAnAddressByPsid() { // RFC 7597 example 5 and a neighbour
        BorderRelay relay = relay(
                OPTIONS,
                "ipv6Prefix=2001:db8:12:3400::/56 ipv4Prefix=192.0.2.18/32 eaLength=0 psidOffset=6 psidLength=8 psid=0x34 format=rfc7597",
                "ipv6Prefix=2001:db8:77:5500::/56 ipv4Prefix=192.0.2.18/32 eaLength=0 psidOffset=6 psidLength=8 psid=0x20 format=rfc7597");
        assertServes(relay, BR, "2001:db8:12:3400:0:c000:212:34", "192.0.2.18", 1232);
        assertServes(relay, BR, "2001:db8:77:5500:0:c000:212:20", "192.0.2.18", 1152);
        assertDropped(
                Verdict.DROP_UNASSIGNED_PORT,
                down(relay, ipv4(HOST, "192.0.2.18").udp(80, 1236).octets()));
        assertDropped(
                Verdict.DROP_UNASSIGNED_PORT,
                down(relay, ipv4(HOST, "192.0.2.18").udp(80, 80).octets()));
        byte[] neighboursPort = ipv4("192.0.2.18", HOST).udp(1152, 80).octets();
        assertDropped(
                Verdict.DROP_SPOOFED,
                up(
                        relay,
                        ipv6("2001:db8:12:3400:0:c000:212:34", BR)
                                .inner(neighboursPort)
                                .octets()));
    }

    @Test
    void aOneToOneRuleWithoutSharingOwnsItsAddress() { // RFC 7597 example 4
        BorderRelay relay =
                relay(OPTIONS, "ipv6Prefix=2001:db8:12:3400::/56 ipv4Prefix=192.0.2.18/32 eaLength=0 format=rfc7597");
        assertServes(relay, BR, "2001:db8:12:3400:0:c000:212:0", "192.0.2.18", 80);
        assertServes(relay, BR, "2001:db8:12:3400:0:c000:212:0", "192.0.2.18", 0);
    }

    @Test
    void bindingsHaveAnyIpv6Address() { // RFC 7596
        BorderRelay relay = relay(
                OPTIONS,
                "ipv6Prefix=2001:db8:0:5200::1234/128 ipv4Prefix=192.0.2.18/32 eaLength=0 psidOffset=6 psidLength=8 psid=0x34 format=rfc7597",
                "ipv6Prefix=2001:db8:1::9/128 ipv4Prefix=192.0.2.99/32 eaLength=0 format=rfc7597");
        assertServes(relay, BR, "2001:db8:0:5200::1234", "192.0.2.18", 1232);
        assertServes(relay, BR, "2001:db8:1::9", "192.0.2.99", 80);
        byte[] inner = ipv4("192.0.2.18", HOST).udp(1232, 80).octets();
        assertDropped(
                Verdict.DROP_NO_RULE,
                up(relay, ipv6("2001:db8:0:5200::1235", BR).inner(inner).octets()));
    }

    @Test
    void draft03MovesTheInterfaceIdentifierByAnOctet() {
        BorderRelay relay = relay(
                OPTIONS,
                "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 psidLength=8 format=draft03");
        assertServes(relay, BR, "2001:db8:12:3400:c0:2:1200:3400", "192.0.2.18", 1232);
    }

    @Test
    void prefixesBeyond64BitsOverwriteTheInterfaceIdentifier() { // RFC 7597 section 6
        BorderRelay to72 = relay(
                OPTIONS,
                "ipv6Prefix=2001:db8:0:0::/56 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 psidLength=8 format=rfc7597");
        // EA 0x1234 at bits 56 to 71; bits 72 on are those of ::c000:212:34
        assertServes(to72, BR, "2001:db8:0:12:3400:c000:212:34", "192.0.2.18", 1232);
        BorderRelay to128 = relay(
                OPTIONS,
                "ipv6Prefix=2001:db8::1:2:3:0/112 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 psidLength=8 format=rfc7597");
        assertServes(to128, BR, "2001:db8::1:2:3:1234", "192.0.2.18", 1232);
    }

    @Test
    void offset0AssignsTheLowestPortsToPsid0() { // RFC 7597 section 5.1
        BorderRelay relay = relay(OPTIONS, RULE.replace("psidOffset=6", "psidOffset=0"));
        assertServes(relay, BR, "2001:db8:12:0:0:c000:212:0", "192.0.2.18", 0);
        assertServes(relay, BR, "2001:db8:12:0:0:c000:212:0", "192.0.2.18", 255);
        assertServes(relay, BR, "2001:db8:12:ff00:0:c000:212:ff", "192.0.2.18", 65535);
    }

    @Test
    void wholeAddressAndPortMayStandInTheEaBits() { // o = 48, RFC 7597 section 5.2
        BorderRelay relay = relay(
                OPTIONS.with(ForwardingOption.HAIRPIN, false), // each address is in the rule
                "ipv6Prefix=2400::/16 ipv4Prefix=0.0.0.0/0 eaLength=48 psidOffset=0 psidLength=16 format=rfc7597");
        assertServes(relay, BR, "2400:c000:0212:0050:0:c000:212:50", "192.0.2.18", 80);
    }

    @Test
    void theBorderRelayOfARuleIsTheOuterSource() {
        BorderRelay relay = relay(domain(OPTIONS, BR, RULE, SECOND_RULE + " borderRelay=" + OTHER_BR));
        assertServes(relay, BR, FIRST_CE, "192.0.2.18", 1232);
        assertServes(relay, OTHER_BR, SECOND_CE, "198.51.100.18", SECOND_PORT);
        byte[] looped = ipv4("192.0.2.18", HOST).udp(1232, 80).octets();
        assertDropped(
                Verdict.DROP_LOOP, up(relay, ipv6(OTHER_BR, BR).inner(looped).octets()));
    }

    @Test
    void theFirstBorderRelayOfADomainIsTheOuterSource() {
        assertServes(relay(domain(OPTIONS, OTHER_BR + " " + BR, RULE)), OTHER_BR, FIRST_CE, "192.0.2.18", 1232);
    }

    @Test
    void borderRelayAddressSelectsTheDomain() { // RFC 7597 section 8.1
        BorderRelay relay = relay(
                domain("first", false, OPTIONS, BR, RULE),
                domain("second", false, OPTIONS.with(ForwardingOption.HOP_LIMIT, 9), OTHER_BR, SECOND_RULE));
        assertServes(relay, BR, FIRST_CE, "192.0.2.18", 1232);
        assertServes(relay, OTHER_BR, SECOND_CE, "198.51.100.18", SECOND_PORT);
        byte[] inner = ipv4("198.51.100.18", HOST).udp(SECOND_PORT, 80).octets();
        assertDropped(
                Verdict.DROP_NO_RULE, up(relay, ipv6(SECOND_CE, BR).inner(inner).octets()));
    }

    @Test
    void domainsMayHaveTheSameIpv6RulesOnDifferentBorderRelayAddresses() { // the address selects the domain
        BorderRelay relay = relay(
                domain("first", false, OPTIONS, BR, RULE),
                domain("second", false, OPTIONS, OTHER_BR, RULE.replace("192.0.2.0", "198.51.100.0")));
        assertServes(relay, BR, FIRST_CE, "192.0.2.18", 1232);
        assertServes(relay, OTHER_BR, "2001:db8:12:3400:0:c633:6412:34", "198.51.100.18", 1232);
        byte[] inner = ipv4("192.0.2.18", HOST).udp(1232, 80).octets();
        assertDropped(
                Verdict.DROP_SPOOFED,
                up(relay, ipv6(FIRST_CE, OTHER_BR).inner(inner).octets()));
    }

    @Test
    void sourceSelectsTheDomainOnOneBorderRelayAddress() {
        BorderRelay relay = relay(
                domain("first", false, OPTIONS, BR, RULE),
                domain("second", false, OPTIONS.with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true), BR, SECOND_RULE));
        assertServes(relay, BR, FIRST_CE, "192.0.2.18", 1232);
        byte[] to = ipv4(HOST, "198.51.100.18").udp(80, SECOND_PORT).octets();
        assertTunnelled(BR, SECOND_CE, to, down(relay, to));
        byte[] from = ipv4("198.51.100.18", HOST).udp(SECOND_PORT, 80).octets();
        assertLeft(
                Nodes.oneHopLess(from),
                up(relay, ipv6(SECOND_CE, BR).inner(from).octets()));
    }

    @Test
    void hairpinsFromDomainToDomain() {
        BorderRelay relay = relay(
                domain("first", false, OPTIONS, BR, RULE), domain("second", false, OPTIONS, OTHER_BR, SECOND_RULE));
        byte[] inner =
                ipv4("192.0.2.18", "198.51.100.18").udp(1232, SECOND_PORT).octets();
        assertTunnelled(
                OTHER_BR,
                SECOND_CE,
                inner,
                up(relay, ipv6(FIRST_CE, BR).inner(inner).octets()));
    }

    @Test
    void aBorderRelayOfAnotherDomainIsNotTrusted() { // RFC 7597 section 8.1 exempts the domain's own
        String third = "2001:db8:ffff::3";
        ForwardingOptions accept = OPTIONS.with(ForwardingOption.ACCEPT_BR_SOURCE, true);
        BorderRelay relay = relay(
                domain("first", false, accept, BR, RULE),
                domain("second", false, accept, OTHER_BR + " " + third, SECOND_RULE));
        byte[] inner = ipv4("203.0.113.1", HOST).payload(47, Bytes.counting(24)).octets();
        assertDropped(
                Verdict.DROP_NO_RULE, up(relay, ipv6(third, BR).inner(inner).octets()));
        assertLeft(inner, up(relay, ipv6(third, OTHER_BR).inner(inner).octets()));
        assertDropped(
                Verdict.DROP_LOOP, up(relay, ipv6(OTHER_BR, BR).inner(inner).octets()));
    }

    @Test
    void aNestedIpv4RuleWinsAndTheHiddenCeGetsNoService() { // the longest match of both sources must be the same rule
        BorderRelay relay = relay(
                OPTIONS,
                RULE,
                "ipv6Prefix=2001:db8:8000::/48 ipv4Prefix=192.0.2.16/28 eaLength=12 psidOffset=6 psidLength=8 format=rfc7597");
        String inner = "2001:db8:8000:2340:0:c000:212:34"; // suffix 2, PSID 0x34
        assertServes(relay, BR, inner, "192.0.2.18", 1232);
        byte[] hidden = ipv4("192.0.2.18", HOST).udp(1232, 80).octets();
        assertDropped(
                Verdict.DROP_SPOOFED, up(relay, ipv6(FIRST_CE, BR).inner(hidden).octets()));
        assertServes(relay, BR, "2001:db8:20:3400:0:c000:220:34", "192.0.2.32", 1232);
    }
}
