package io.softwire46.mape.provision.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.testing.Vectors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option, message and frame of {@code vectors/dhcpv6.json}, read and written again. */
public class S46VectorsTest {
    private static final JsonObject FILE = Vectors.read("dhcpv6.json").asObject();
    private static final List<JsonObject> OPTIONS = objects(FILE, "options");

    /** Ethernet, IPv6 and UDP in front of the message. */
    private static final int FRAME_HEADERS = 14 + 40 + 8;

    static Stream<Arguments> containers() {
        return OPTIONS.stream()
                .filter(vector -> vector.optional("decoded")
                        .filter(decoded -> Vectors.integer(decoded.asObject(), "code") >= 94)
                        .filter(decoded -> Vectors.integer(decoded.asObject(), "code") <= 96)
                        .isPresent())
                .filter(vector -> !name(vector).equals("map-tools"))
                .map(vector -> argumentSet(name(vector), vector));
    }

    @Test
    void noVectorIsLost() {
        assertEquals(12, containers().count());
    }

    @ParameterizedTest
    @MethodSource("containers")
    void isReadAsOthersRead(JsonObject vector) {
        assertEquals(
                List.of(expected(vector)),
                readable(S46Octets.read(hex(vector))).stream()
                        .map(S46VectorsTest::text)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("containers")
    void isWrittenAsOthersWrite(JsonObject vector) {
        // Reserved flags are not written, and options come in the order of rules, binding, border relays, DMR.
        String canonical = switch (name(vector)) {
            case "kea-raw-95" -> hex(vector).replace("005900158014", "005900150014");
            case "kea-96" -> hex(vector).replace(BR_FIRST, BIND_FIRST);
            default -> hex(vector);
        };
        assertEquals(canonical, S46Octets.hex(S46Codec.writeContainers(readable(S46Octets.read(hex(vector))))));
    }

    private static final String BR_FIRST =
            "005a001020010db8ffff00000000000000000002" + "005c0014c00002123820010db8001234005d000406083400";
    private static final String BIND_FIRST =
            "005c0014c00002123820010db8001234005d000406083400" + "005a001020010db8ffff00000000000000000002";

    @Test
    void aReservedFlagIsNotForwarding() {
        S46Reading reading = S46Octets.read(hex("kea-raw-95"));
        assertFalse(reading.ignoredContainers().get(0).rules().get(0).isForwarding());
        assertEquals(
                "octet 8: SYNTAX warning: OPTION_S46_RULE flags 0x80 has the reserved bit 0x80 set, which some "
                        + "manuals call F; set 0x01 for F (RFC 7598 section 4.1)",
                reading.findings().get(0).toString());
        // Its PSID length is not that of the EA bits.
        assertEquals("V10", reading.findings().get(1).id().name());
        S46Reading lenient = S46Codec.read(S46Octets.buffer(hex("kea-raw-95")), S46Codec.Dialect.HIGH_BIT_FORWARDING);
        assertTrue(lenient.ignoredContainers().get(0).rules().get(0).isForwarding());
        assertEquals(2, lenient.findings().size());
    }

    @Test
    void aRuleWithoutContainerIsIgnored() {
        S46Reading reading = S46Octets.read(hex("dhcpkit-test"));
        assertEquals(List.of(), reading.containers());
        assertEquals("RFC 7598 section 3", reading.findings().get(0).rfc());
        // In a container it is what its encoder meant.
        S46Container inside = S46Octets.read(S46Octets.option(94, hex("dhcpkit-test") + S46Octets.BR))
                .ignoredContainers()
                .get(0);
        assertEquals(
                text(find("dhcpkit-test").required("decoded").asObject(), S46Option.RULE.code()),
                text(inside.rules().get(0)));
    }

    @Test
    void aContainerWithoutBorderRelayIsIgnored() {
        S46Reading reading = S46Octets.read(hex("map-tools"));
        assertEquals(List.of(), reading.containers());
        assertEquals(
                List.of("octet 0: SYNTAX warning: OPTION_S46_BR is missing in OPTION_S46_CONT_MAPE; the container is "
                        + "ignored (RFC 7598 section 6)"),
                reading.findings().stream().map(Finding::toString).toList());
    }

    @Test
    void shiftedFieldsAreIgnored() {
        S46Reading reading = S46Octets.read(hex("map-tools-odd-nibbles") + "0");
        assertEquals(List.of(), reading.containers());
        assertFalse(reading.findings().isEmpty());
    }

    @Test
    void priority() {
        assertEquals(
                List.of(94, 95, 96), S46Octets.read(hex("priority")).priority().orElseThrow());
        assertEquals(
                hex("priority"),
                S46Octets.hex(S46Codec.writePriority(List.of(
                        S46Container.Mechanism.MAP_E, S46Container.Mechanism.MAP_T, S46Container.Mechanism.LW))));
    }

    public static Stream<Arguments> messages() {
        return Stream.concat(
                objects(FILE, "messages").stream()
                        .map(each -> argumentSet(
                                name(each),
                                Bytes.hex(each.required("messageHex").asString()),
                                each)),
                objects(FILE, "frames").stream().map(each -> {
                    byte[] frame = Bytes.hex(each.required("frameHex").asString());
                    return argumentSet(name(each), Bytes.part(frame, FRAME_HEADERS, frame.length), each);
                }));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void wholeMessages(byte[] message, JsonObject vector) {
        ByteBuffer buffer = ByteBuffer.wrap(Bytes.concat(new byte[3], message, new byte[2]));
        buffer.position(3).limit(3 + message.length);
        S46Reading reading = S46Codec.readMessage(buffer, S46Codec.Dialect.RFC7598);
        assertFalse(reading.isRefused(), () -> reading.findings().toString());
        List<String> read = readable(reading).stream().map(S46VectorsTest::text).toList();
        for (JsonValue container : vector.required("containers").asArray()) {
            assertTrue(read.contains(expected(find(container.asString()))), container::asString);
        }
        assertEquals(3, buffer.position());
        assertEquals(3 + message.length, buffer.limit());
    }

    /** Some encoders give a PSID length that contradicts the EA bits: such containers can be read and do not count. */
    private static List<S46Container> readable(S46Reading reading) {
        return Stream.concat(reading.containers().stream(), reading.ignoredContainers().stream())
                .toList();
    }

    private static List<JsonObject> objects(JsonObject file, String field) {
        return file.required(field).asArray().stream().map(JsonValue::asObject).toList();
    }

    private static JsonObject find(String name) {
        return OPTIONS.stream()
                .filter(vector -> name(vector).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String name(JsonObject vector) {
        return vector.required("name").asString();
    }

    private static String hex(JsonObject vector) {
        return vector.required("optionHex").asString();
    }

    private static String hex(String name) {
        return hex(find(name));
    }

    /** The expected value of the vector, in the text that follows. */
    private static String expected(JsonObject vector) {
        JsonObject decoded = vector.required("decoded").asObject();
        List<String> parts = new ArrayList<>();
        parts.add(decoded.required("code").asNumberText());
        decoded.optional("rules")
                .ifPresent(rules -> rules.asArray().forEach(rule -> parts.add(text(rule.asObject(), 89))));
        decoded.optional("bindings")
                .ifPresent(all -> all.asArray().forEach(binding -> parts.add(text(binding.asObject(), 92))));
        decoded.optional("borderRelays").ifPresent(all -> all.asArray().forEach(br -> parts.add(br.asString())));
        decoded.optional("dmr").ifPresent(dmr -> parts.add(dmr.asString()));
        return String.join(" | ", parts);
    }

    private static String text(JsonObject object, int code) {
        String ports = object.optional("portParameters")
                .map(JsonValue::asObject)
                .map(each ->
                        each.required("psidOffset") + "/" + each.required("psidLength") + "/" + each.required("psid"))
                .orElse("none");
        return code == 92
                ? object.required("ipv4").asString() + " "
                        + object.required("ipv6Prefix").asString() + " " + ports
                : object.required("flags") + " " + object.required("forwarding") + " " + object.required("eaLength")
                        + " "
                        + object.required("ipv4Prefix").asString() + " "
                        + object.required("ipv6Prefix").asString() + " "
                        + ports;
    }

    private static String text(S46Container container) {
        List<String> parts = new ArrayList<>();
        parts.add(Integer.toString(container.mechanism().container().code()));
        container.rules().forEach(rule -> parts.add(text(rule)));
        container
                .binding()
                .ifPresent(bind -> parts.add(bind.ipv4().toCanonicalString() + " "
                        + bind.ipv6Prefix().toCanonicalString() + " "
                        + text(bind.portParameters().orElse(null))));
        container.borderRelays().forEach(br -> parts.add(br.toCanonicalString()));
        container.dmr().map(IPv6Address::toCanonicalString).ifPresent(parts::add);
        return String.join(" | ", parts);
    }

    private static String text(S46Rule rule) {
        return rule.flags() + " " + rule.isForwarding() + " " + rule.eaLength() + " "
                + rule.ipv4Prefix().toCanonicalString() + " "
                + rule.ipv6Prefix().toCanonicalString() + " "
                + text(rule.portParameters().orElse(null));
    }

    private static String text(S46Rule.Ports ports) {
        return ports == null ? "none" : ports.offset() + "/" + ports.psidLength() + "/" + ports.psid();
    }
}
