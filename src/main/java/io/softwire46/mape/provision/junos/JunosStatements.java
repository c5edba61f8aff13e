package io.softwire46.mape.provision.junos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Names of the statements below {@code map-e NAME} of a Junos configuration. Static methods only. */
final class JunosStatements {
    static final String IPV4_PREFIX = "ipv4-prefix";
    static final String MAPE_PREFIX = "mape-prefix";
    static final String EA_BITS_LEN = "ea-bits-len";
    static final String PSID_OFFSET = "psid-offset";
    static final String PSID_LENGTH = "psid-length";
    static final String SOFTWIRE_ADDRESS = "softwire-address";
    static final String MTU_V6 = "mtu-v6";
    static final String VERSION_03 = "version-03";
    static final String V4_REASSEMBLY = "v4-reassembly";
    static final String V4_PARTIAL_REASSEMBLY = "v4-partial-reassembly";
    static final String V6_REASSEMBLY = "v6-reassembly";

    /** Disables automatic static routes; it has no effect on forwarding. */
    static final String DISABLE_AUTO_ROUTE = "disable-auto-route";

    /** Type of a CE's rule: its own rule, or a rule for other CEs. */
    static final String RULE_TYPE = "rule-type";

    static final List<String> REQUIRED = List.of(IPV4_PREFIX, MAPE_PREFIX, EA_BITS_LEN, SOFTWIRE_ADDRESS);
    static final List<String> WITH_VALUE = join(
            List.of(IPV4_PREFIX, MAPE_PREFIX, EA_BITS_LEN, PSID_OFFSET, PSID_LENGTH, SOFTWIRE_ADDRESS),
            JunosOptions.statements(false));
    static final List<String> FLAGS =
            join(join(List.of(VERSION_03), JunosOptions.statements(true)), List.of(DISABLE_AUTO_ROUTE));
    static final List<String> ALL = join(WITH_VALUE, FLAGS);

    private static final Map<String, String> BY_FIELD = byField();

    private JunosStatements() {}

    private static Map<String, String> byField() {
        Map<String, String> map = new HashMap<>();
        map.put("ipv4Prefix", IPV4_PREFIX);
        map.put("ipv6Prefix", MAPE_PREFIX);
        map.put("eaLength", EA_BITS_LEN);
        map.put("psidOffset", PSID_OFFSET);
        map.put("psidLength", PSID_LENGTH);
        map.put("borderRelay", SOFTWIRE_ADDRESS);
        map.put("format", VERSION_03);
        return Map.copyOf(map);
    }

    /** Returns the statements for a field of the domain file, the preferred one first; the field itself if there is none. */
    static List<String> ofField(String field) {
        List<String> ofOption = JunosOptions.statementsOf(field);
        return ofOption.isEmpty() ? List.of(BY_FIELD.getOrDefault(field, field)) : ofOption;
    }

    static List<String> join(List<String> first, List<String> second) {
        return Stream.of(first, second).flatMap(List::stream).toList();
    }
}
