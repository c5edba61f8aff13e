package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.testing.Vectors;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mappings that other projects published, from {@code vectors/published.json}. */
class PublishedVectorsTest {
    private static final Set<String> FIELDS = Set.of(
            "ipv4",
            "psid",
            "psidLength",
            "mapAddress",
            "portCount",
            "rangeCount",
            "ranges",
            "firstRange",
            "lastRange",
            "interfaceId");

    static Stream<Arguments> cases() {
        return Vectors.read("published.json").asArray().stream()
                .map(value -> argumentSet(value.asObject().required("name").asString(), value.asObject()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agrees(JsonObject vector) {
        JsonObject expected = vector.required("expected").asObject();
        expected.refuseUnknown(FIELDS);
        switch (vector.required("op").asString()) {
            case "ce" -> ce(expected, CeMapping.of(Vectors.rule(vector), Vectors.ipv6Prefix(vector, "endUserPrefix")));
            case "owner" ->
                ce(
                        expected,
                        Vectors.rule(vector)
                                .owner(Vectors.ipv4(vector, "ipv4"), MapRule.NO_PORT)
                                .orElseThrow());
            case "ports" ->
                ports(
                        expected,
                        PortSet.of(
                                Vectors.integer(vector, "psidOffset"),
                                Vectors.integer(vector, "psidLength"),
                                Vectors.integer(vector, "psid")));
            case "interfaceId" ->
                assertEquals(
                        Addresses.bits(Vectors.ipv6(expected, "interfaceId"))[1],
                        InterfaceIdFormat.parse(vector.required("format").asString())
                                .interfaceId(
                                        Addresses.bits(Vectors.ipv4(vector, "ipv4")), Vectors.integer(vector, "psid")));
            default -> throw vector.required("op").error("is no known question");
        }
    }

    private static void ce(JsonObject expected, CeMapping ce) {
        assertEquals(Vectors.ipv4(expected, "ipv4"), ce.ipv4());
        Vectors.ifGiven(expected, "psid", psid -> assertEquals(psid.asInt(0, 65535), ce.psid()));
        Vectors.ifGiven(
                expected,
                "psidLength",
                k -> assertEquals(k.asInt(0, 16), ce.portSet().parameters().psidLength()));
        Vectors.ifGiven(
                expected,
                "mapAddress",
                address -> assertEquals(address.asString(), ce.mapAddress().toCanonicalString()));
        assertTrue(ce.isAgreed());
        ports(expected, ce.portSet());
    }

    private static void ports(JsonObject expected, PortSet ports) {
        Vectors.ifGiven(expected, "portCount", count -> assertEquals(count.asInt(1, 65536), ports.size()));
        Vectors.ifGiven(expected, "rangeCount", count -> assertEquals(count.asInt(1, 65536), ports.rangeCount()));
        Vectors.ifGiven(expected, "firstRange", range -> assertEquals(Vectors.range(range), ports.rangeAt(0)));
        Vectors.ifGiven(
                expected,
                "lastRange",
                range -> assertEquals(Vectors.range(range), ports.rangeAt(ports.rangeCount() - 1)));
        Vectors.ifGiven(
                expected,
                "ranges",
                ranges -> assertEquals(
                        ranges.asArray().stream().map(Vectors::range).toList(), ports.ranges()));
    }
}
