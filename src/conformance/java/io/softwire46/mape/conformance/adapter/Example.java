package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonValue;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RFC 7597 Appendix A, example 2, as a configuration, a packet and queries.
 *
 * <p>Static methods only.
 */
public final class Example {
    /** End-user prefix of the CE. */
    public static final String END_USER_PREFIX = "2001:db8:12:3400::/56";

    private static final int PORT = 1232;

    private static final String RULE = """
            {"ipv6Prefix":"2001:db8::/40","ipv4Prefix":"192.0.2.0/24","eaLength":16,"psidOffset":6,"psidLength":8,\
            "psid":null,"forwarding":true,"borderRelay":null}""";

    private static final String OPTIONS = """
            {"mtuV6":1500,"mtuV4":null,"fragmentation":"outer","ignoreDf":false,"tcpMss":null,"sourceCheck":"strict",\
            "innerFragments":"cache","acceptBrSource":false,"hairpin":true,"v4Reassembly":"partial","v6Reassembly":true,\
            "decrementTtlAtEgress":false,"hopLimit":64,"trafficClass":"copy","egressDscp":"pipe","ecn":"normal",\
            "flowLabel":"hash","encapsulationLimit":null,"rewriteIpv4Id":false,"strict64":false,"icmpv4Source":null,\
            "echoReply":true,"icmpv4Errors":true,"icmpv6Errors":true,"icmpv4NoMappingErrors":false,\
            "icmpv4ProtocolErrors":false,"icmpv6SourceCheckErrors":false,"tunnelErrorRelay":true,"dynamicPmtu":false,\
            "anycast":false,"icmpErrorsPerSecond":100,"icmpErrorBurst":100,"v4ReassemblyTimeoutMillis":2000,\
            "v6ReassemblyTimeoutMillis":60000,"maxFragmentsPerPacket":64,"maxReassemblies":1024,\
            "maxBufferedOctets":16777216,"fragmentSharePerSource":0.1,"maxPacketSize":65575}""";

    private static final String DOMAIN = "{\"name\":\"example\",\"format\":\"rfc7597\",\"mesh\":false,"
            + "\"borderRelay\":[\"2001:db8:ffff::1\"],\"rules\":[" + RULE + "],\"options\":" + OPTIONS + "}";

    /** The settings of a NAPT that no one has set. */
    private static final String NAPT = """
            {"inside":["10.0.0.0/8","172.16.0.0/12","192.168.0.0/16"],"strict4787":false,"tcpMapping":"overlapping",\
            "udpMapping":"exclusive","udpOverlappingPorts":[53,123,443,853],"minExclusivePorts":null,\
            "minOverlappingPorts":null,"preservePort":false,"preserveParity":false,"portHoldSeconds":120,\
            "lowPorts":false,"reserved":[],"tcpFiltering":"address","udpFiltering":"address","inboundRefresh":false,\
            "tcpNoSession":"drop","unsolicitedSyn":"drop","resetEnded":false,"noPortError":"prohibited",\
            "protocolError":false,"quoteChecksum":"count","dmzHost":null,\
            "timers":{"tcpEstablished":7440,"tcpOpening":240,"tcpClosing":240,"tcpTimeWait":120,"udp":300,\
            "udpPorts":{"53":10,"123":10},"icmp":60},\
            "limits":{"maxSessions":65536,"maxSessionsPerHost":null,"maxExclusivePortsPerHost":null,"maxHosts":1024,\
            "newSessionsPerSecondPerHost":1000,"maxForwards":256,"maxForwardsPerHost":32,"maxHeldSyns":64,\
            "maxEvents":0},"forwards":[]}""";

    /** UDP from 1.2.3.4 port 80 to 192.0.2.18 port 1232. */
    private static final String IPV4_PACKET = "45000021432100004011719301020304c0000212005004d0000d522d4d41502d45";

    /** The tunnel header from the BR to the CE, then the same packet with its TTL lowered. */
    private static final String IPV6_PACKET =
            "600000000021044020010db8ffff0000000000000000000120010db8001234000000c00002120034"
                    + "45000021432100003f11729301020304c0000212005004d0000d522d4d41502d45";

    private static final Map<String, String> QUERIES = Map.of(
            "ce", "{\"rule\":" + RULE + ",\"format\":\"rfc7597\",\"endUserPrefix\":\"" + END_USER_PREFIX + "\"}",
            "owner", "{\"rule\":" + RULE + ",\"format\":\"rfc7597\",\"ipv4\":\"192.0.2.18\",\"port\":1232}",
            "decode",
                    "{\"rule\":" + RULE + ",\"format\":\"rfc7597\",\"mapAddress\":\"2001:db8:12:3400:0:c000:212:34\"}",
            "check",
                    "{\"rule\":" + RULE + ",\"format\":\"rfc7597\",\"source6\":\"2001:db8:12:3400:0:c000:212:34\","
                            + "\"ipv4\":\"192.0.2.18\",\"port\":1232,\"mode\":\"strict\"}",
            "ports", "{\"psidOffset\":6,\"psidLength\":8,\"psid\":52}",
            "validate", "{\"rule\":" + RULE + "}",
            "dhcpv6", "{\"hex\":\"005e0000\"}",
            "dhcpv6Encode", "{\"domain\":" + DOMAIN + "}");

    private Example() {}

    /** Returns the default of each forwarding option of protocol 1. */
    public static Map<String, @Nullable Object> defaultOptions() {
        return StrictJson.fields(Json.parse(OPTIONS).asObject());
    }

    /** Returns the domain of the example, with the default of each option. */
    public static Domain domain() {
        return DomainCodec.read(Json.parse(DOMAIN));
    }

    /** Returns the settings of a NAPT as no one has set them, which the caller may change. */
    public static Map<String, @Nullable Object> napt() {
        return StrictJson.fields(Json.parse(NAPT).asObject());
    }

    /**
     * Returns a forward of a UDP port.
     *
     * @param port external port
     * @param to inside address and port, such as {@code 192.168.0.250:1232}
     */
    public static Map<String, @Nullable Object> forward(int port, String to) {
        Map<String, @Nullable Object> forward = new LinkedHashMap<>();
        forward.put("protocol", "udp");
        forward.put("port", (long) port);
        forward.put("to", to);
        forward.put("remotes", List.of());
        return forward;
    }

    /** Returns the configuration for a product, in the first of its roles that forwards. */
    public static Setup setup(Capabilities of) {
        Role role = role(of);
        Domain domain = domain();
        Map<String, @Nullable Object> options = new LinkedHashMap<>(domain.options());
        options.putAll(of.optionDefaults());
        Domain given = domain.withOptions(options);
        if (role == Role.CE_NAT) {
            Map<String, @Nullable Object> napt = napt();
            napt.put("forwards", List.of(forward(PORT, "192.168.0.250:" + PORT)));
            given = given.withNapt(napt);
        }
        String prefix = role.isEdge() ? END_USER_PREFIX : null;
        return new Setup(role, List.of(given), prefix, ConvertedTexts.of(List.of(given), prefix, of.as()));
    }

    private static Role role(Capabilities of) {
        for (Role role : List.of(Role.BR, Role.CE, Role.CE_NAT, Role.CALC)) {
            if (of.roles().contains(role)) {
                return role;
            }
        }
        return Role.DHCPV6;
    }

    /** Returns the packet as it arrives at a product in a role. */
    public static Sent packet(Role role) {
        boolean edge = role.isEdge();
        return new Sent(edge ? Side.IPV6 : Side.IPV4, 0, HexFormat.of().parseHex(edge ? IPV6_PACKET : IPV4_PACKET));
    }

    /** Returns a query about the rule of the example, or with its values. */
    public static Query query(String op) {
        JsonValue fields = Json.parse(QUERIES.getOrDefault(op, "{}"));
        return new Query(op, StrictJson.fields(fields.asObject()));
    }
}
