package io.softwire46.mape.provision.yang;

import java.util.List;
import java.util.Map;

/** Names in the modules of RFC 8676. Constants only. */
final class YangNames {
    static final String BR = "ietf-softwire-br";
    static final String CE = "ietf-softwire-ce";
    static final String INTERFACES = "ietf-interfaces";
    static final String BR_RFC = "RFC 8676 section 7";
    static final String CE_RFC = "RFC 8676 section 6";
    static final String TUNNEL_TYPE = "iana-tunnel-type:aplusp";

    /** Difference between the MTU of the tunnel and of its IPv4 payload (RFC 7597 section 8.3.1). */
    static final int TUNNEL_HEADER_OCTETS = 40;

    static final List<String> INSTANCE = List.of(
            "name",
            "enable",
            "algo-versioning",
            "br-ipv6-addr",
            "dmr-ipv6-prefix",
            "ea-len",
            "rule-ipv6-prefix",
            "rule-ipv4-prefix",
            "forwarding",
            "port-set",
            "traffic-stat");

    static final List<String> PORT_SET = List.of("psid-offset", "psid-len", "psid");

    static final List<String> BINDING_ENTRY =
            List.of("binding-ipv6info", "binding-ipv4-addr", "port-set", "br-ipv6-addr");

    static final Map<String, List<String>> INSTANCE_PLACES = Map.of(
            "ipv6Prefix", List.of("rule-ipv6-prefix"),
            "ipv4Prefix", List.of("rule-ipv4-prefix"),
            "eaLength", List.of("ea-len"),
            "psidOffset", List.of("port-set", "psid-offset"),
            "psidLength", List.of("port-set", "psid-len"),
            "psid", List.of("port-set", "psid"),
            "forwarding", List.of("forwarding"),
            "borderRelay", List.of("br-ipv6-addr"));

    static final Map<String, List<String>> BINDING_PLACES = Map.of(
            "ipv6Prefix", List.of("binding-ipv6info"),
            "ipv4Prefix", List.of("binding-ipv4-addr"),
            "psidOffset", List.of("port-set", "psid-offset"),
            "psidLength", List.of("port-set", "psid-len"),
            "psid", List.of("port-set", "psid"),
            "borderRelay", List.of("br-ipv6-addr"));

    private YangNames() {}
}
