package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.SourceCheck.Mode;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.testing.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of {@code vectors/mapping.jsonl} through every question that the algebra answers about it. */
class MappingVectorsTest {
    private static final List<JsonObject> CASES = Vectors.lines("mapping.jsonl");

    static Stream<Arguments> cases() {
        return CASES.stream().map(vector -> argumentSet(vector.required("id").asString(), vector));
    }

    static Stream<Arguments> casesOfCes() {
        return CASES.stream()
                .filter(vector -> vector.optional("expected").isPresent())
                .map(vector -> argumentSet(vector.required("id").asString(), vector));
    }

    @Test
    void noCaseIsLost() {
        assertEquals(797, CASES.size());
    }

    @ParameterizedTest
    @MethodSource("casesOfCes")
    void ceOwnsThePortsOfTheVector(JsonObject vector) {
        JsonObject expected = vector.required("expected").asObject();
        CeMapping ce = CeMapping.of(Vectors.rule(vector), Vectors.ipv6Prefix(vector, "endUserPrefix"));

        assertEquals(expected.required("kind").asString(), ce.kind().toString());
        assertEquals(Vectors.ipv4(expected, "ipv4"), ce.ipv4().getLower().withoutPrefixLength());
        assertEquals(Vectors.integer(expected, "ipv4Length"), ce.ipv4Length());
        assertEquals(Vectors.integer(expected, "psid"), ce.psid());
        assertEquals(
                Vectors.integer(expected, "psidLength"),
                ce.portSet().parameters().psidLength());
        assertEquals(Vectors.ipv6(expected, "mapAddress"), ce.mapAddress());
        Vectors.ifGiven(
                expected,
                "eaBits",
                ea -> assertEquals(ea.asString(), ce.eaBits().toHexString()));
        Vectors.ifGiven(
                expected,
                "mapAddressFromRule",
                address ->
                        assertEquals(address.asString(), ce.mapAddressFromRule().toCanonicalString()));
    }

    @ParameterizedTest
    @MethodSource("casesOfCes")
    void portSetHasTheRangesOfTheVector(JsonObject vector) {
        JsonObject expected = vector.required("expected").asObject();
        PortSet ports = CeMapping.of(Vectors.rule(vector), Vectors.ipv6Prefix(vector, "endUserPrefix"))
                .portSet();
        int last = ports.rangeCount() - 1;

        assertEquals(Vectors.integer(expected, "portCount"), ports.size());
        assertEquals(Vectors.integer(expected, "rangeCount"), ports.rangeCount());
        assertEquals(Vectors.range(expected.required("firstRange")), ports.rangeAt(0));
        assertEquals(Vectors.range(expected.required("lastRange")), ports.rangeAt(last));
        Vectors.ifGiven(expected, "secondRange", range -> assertEquals(Vectors.range(range), ports.rangeAt(1)));
        Vectors.ifGiven(
                expected, "secondLastRange", range -> assertEquals(Vectors.range(range), ports.rangeAt(last - 1)));
    }

    @ParameterizedTest
    @MethodSource("casesOfCes")
    void mapAddressOfTheCeDecodesToItsAddressAndPsid(JsonObject vector) {
        JsonObject expected = vector.required("expected").asObject();
        CeMapping decoded = Vectors.rule(vector)
                .decode(Vectors.ipv6(expected, "mapAddress"))
                .orElseThrow();

        assertEquals(Vectors.ipv4(expected, "ipv4"), decoded.ipv4().getLower().withoutPrefixLength());
        assertEquals(Vectors.integer(expected, "psid"), decoded.psid());
        Vectors.ifGiven(
                expected,
                "mapAddressFromRule",
                address -> assertEquals(address.asString(), decoded.mapAddress().toCanonicalString()));
    }

    @ParameterizedTest
    @MethodSource("casesOfCes")
    void sourceCheckTakesTheCeAtItsWord(JsonObject vector) {
        JsonObject expected = vector.required("expected").asObject();
        MapRule rule = Vectors.rule(vector);
        IPv6Address source = Vectors.ipv6(expected, "mapAddress");
        IPv4Address ipv4 = Vectors.ipv4(expected, "ipv4");
        int port = Vectors.range(expected.required("firstRange")).first();
        boolean agreed = expected.optional("mapAddressFromRule")
                .map(address -> address.asString().equals(source.toCanonicalString()))
                .orElse(true);

        assertEquals(SourceCheck.ACCEPTED, check(rule, source, ipv4, port, Mode.EA));
        assertEquals(
                agreed ? SourceCheck.ACCEPTED : SourceCheck.WRONG_MAP_ADDRESS,
                check(rule, source, ipv4, port, Mode.STRICT));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ownerIsTheOneOfTheVector(JsonObject vector) {
        MapRule rule = Vectors.rule(vector);
        for (JsonObject owner : owners(vector)) {
            IPv4Address ipv4 = Vectors.ipv4(owner, "ipv4");
            int port = Vectors.integer(owner, "port");
            if (owner.optional("mapAddress").isEmpty()) {
                assertTrue(rule.owner(ipv4, port).isEmpty(), () -> "port " + port + " has no owner");
                continue;
            }
            CeMapping ce = rule.owner(ipv4, port).orElseThrow();
            IPv6Address address = Vectors.ipv6(owner, "mapAddress");
            assertEquals(address, ce.mapAddress());
            assertEquals(Vectors.integer(owner, "psid"), ce.psid());
            assertEquals(address, CeMapping.of(rule, ce.endUserPrefix()).mapAddress());
            assertEquals(ce, rule.decode(address).orElseThrow());
            assertTrue(ce.owns(Addresses.bits(ipv4), port));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sourceCheckAcceptsOwnersOnly(JsonObject vector) {
        MapRule rule = Vectors.rule(vector);
        for (JsonObject from : owners(vector)) {
            // Where a port has no owner, its address has: the CE with the highest port.
            IPv6Address source = from.optional("mapAddress").isPresent()
                    ? Vectors.ipv6(from, "mapAddress")
                    : rule.owner(Vectors.ipv4(from, "ipv4"), 65535)
                            .orElseThrow()
                            .mapAddress();
            for (JsonObject claimed : owners(vector)) {
                boolean own = claimed.optional("mapAddress")
                        .filter(address -> address.asString().equals(source.toCanonicalString()))
                        .isPresent();
                for (Mode mode : Mode.values()) {
                    IPv4Address ipv4 = Vectors.ipv4(claimed, "ipv4");
                    int port = Vectors.integer(claimed, "port");
                    assertEquals(
                            own,
                            check(rule, source, ipv4, port, mode).isAccepted(),
                            () -> source + " says " + ipv4 + " port " + port + ", " + mode);
                }
            }
        }
    }

    /** The model of the property tests has to earn its trust too. */
    @ParameterizedTest
    @MethodSource("cases")
    void naiveModelAgreesWithTheVector(JsonObject vector) {
        NaiveMap.Rule rule = NaiveMap.Rule.of(Vectors.rule(vector));
        vector.optional("expected").map(JsonValue::asObject).ifPresent(expected -> {
            IPv6Address prefix = Vectors.ipv6Prefix(vector, "endUserPrefix");
            String bits = text(prefix).substring(0, prefix.getNetworkPrefixLength());
            NaiveMap.Ce ce = NaiveMap.ce(rule, bits).orElseThrow();
            assertEquals(text(Vectors.ipv6(expected, "mapAddress")), ce.mapAddress());
            assertEquals(Vectors.integer(expected, "psidLength"), ce.psid().length());
            assertEquals(Vectors.integer(expected, "ipv4Length"), ce.ipv4().length());
            assertEquals(Text.ipv4(Addresses.bits(Vectors.ipv4(expected, "ipv4"))), Text.right(ce.ipv4(), 32));
        });
        for (JsonObject owner : owners(vector)) {
            String ipv4 = Text.ipv4(Addresses.bits(Vectors.ipv4(owner, "ipv4")));
            assertEquals(
                    owner.optional("mapAddress").map(address -> text(Vectors.ipv6(owner, "mapAddress"))),
                    NaiveMap.owner(rule, ipv4, Vectors.integer(owner, "port")).map(NaiveMap.Ce::mapAddress));
        }
    }

    @Test
    void someCasesHaveNoOwnerAndSomeCesDisagreeWithTheBr() {
        assertFalse(CASES.stream()
                .flatMap(vector -> owners(vector).stream())
                .allMatch(owner -> owner.optional("mapAddress").isPresent()));
        assertTrue(CASES.stream()
                .flatMap(vector -> vector.optional("expected").stream())
                .map(JsonValue::asObject)
                .anyMatch(expected -> expected.optional("mapAddressFromRule")
                        .filter(address -> !address.equals(expected.required("mapAddress")))
                        .isPresent()));
    }

    private static List<JsonObject> owners(JsonObject vector) {
        return vector.required("owners").asArray().stream()
                .map(JsonValue::asObject)
                .toList();
    }

    private static SourceCheck check(MapRule rule, IPv6Address source, IPv4Address ipv4, int port, Mode mode) {
        long[] bits = Addresses.bits(source);
        return SourceCheck.of(rule, bits[0], bits[1], Addresses.bits(ipv4), port, mode);
    }

    private static String text(IPv6Address address) {
        long[] bits = Addresses.bits(address);
        return Text.ipv6(bits[0], bits[1]);
    }
}
