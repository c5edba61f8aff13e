package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Exchange.Ended;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codec of the process protocol loses nothing, accepts nothing else, and writes what the schema describes. */
class ProtocolTest {
    private static final JsonSchema SCHEMA = KitResource.protocolSchema();

    private static final Capabilities CAPABILITIES = Capabilities.builder("example-br", "2.1", Role.BR)
            .options(Set.of("mtuV6"))
            .optionDefaults(Map.of("sourceCheck", "strict"))
            .as(Set.of("vpp"))
            .query("owner", List.of("psid", "mapAddress"))
            .observes(Set.of("packets"))
            .unsupported("FRG-14", "no tiny-fragment filter", null)
            .unsupported("PRV-*", "no DHCPv6", "https://example.org/")
            .build();

    private static final Capabilities SYNC =
            Capabilities.builder("b", "1", Role.BR).sync(true).build();

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static Stream<Request> requests() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rule", Map.of("eaLength", 16L));
        fields.put("port", null);
        fields.put("list", List.of(1L, true, "x"));
        return Stream.of(
                new Request.Hello("1.0"),
                new Request.Configure(
                        new Setup(Role.BR, List.of(Example.domain()), null, Map.of("vpp", "map add domain"))),
                new Request.Configure(new Setup(Role.CE, List.of(Example.domain()), Example.END_USER_PREFIX, Map.of())),
                new Request.Exchange(
                        List.of(
                                new Sent(Side.IPV4, 0, octets("4500")),
                                new Sent(Side.IPV6, 1_000_000_000_000L, octets(""))),
                        new Until(List.of(new Until.Mark(Side.IPV6, "6d6170652d6d61726b000001")), 200, 5_000)),
                new Request.Query(new Query("owner", fields)),
                new Request.Counters(),
                new Request.Tick(60_000_000_000L),
                new Request.Reset(),
                new Request.Bye());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestsAreReadAsWritten(Request request) {
        String line = RequestCodec.write(7, request);
        assertEquals(new RequestCodec.Numbered(7, request), RequestCodec.read(line));
        assertEquals(Optional.empty(), SCHEMA.problem(request.name() + "Request", Json.parse(line)));
        assertEquals(Optional.empty(), SCHEMA.problem(Json.parse(line)));
        assertRefused(line);
    }

    /** Each field is required, and no other is accepted, at the top of the line. */
    private static void assertRefused(String line) {
        String more = line.substring(0, line.length() - 1) + ",\"colour\":1}";
        assertThrows(JsonException.class, () -> RequestCodec.read(more));
        Json.parse(line).asObject().fields().forEach(field -> {
            String less = line.replaceFirst("\"" + field.name() + "\":", "\"x" + field.name() + "\":");
            assertThrows(JsonException.class, () -> RequestCodec.read(less), less);
            assertTrue(SCHEMA.problem(Json.parse(less)).isPresent(), less);
        });
    }

    record Exchanged(Request request, Reply reply) {}

    static Stream<Exchanged> answers() {
        Request.Exchange exchange = new Request.Exchange(List.of(Example.packet(Role.BR)), Until.SYNC);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", true);
        answer.put("psid", null);
        answer.put("ranges", List.of(List.of(1L, 2L)));
        return Stream.of(
                new Exchanged(new Request.Hello("1.0"), new Reply.Hello(CAPABILITIES)),
                new Exchanged(configure(), new Reply.Configure(Configured.ok())),
                new Exchanged(configure(), new Reply.Configure(Configured.unsupported("no mesh"))),
                new Exchanged(configure(), new Reply.Configure(Configured.refused("eaLength 49"))),
                new Exchanged(
                        exchange,
                        new Reply.Outputs(new Exchange(
                                Ended.SYNC,
                                List.of(
                                        new Received(Side.IPV6, octets("6000"), 0),
                                        new Received(Side.IPV4, octets("45"), null))))),
                new Exchanged(new Request.Query(new Query("ce", Map.of())), new Reply.Answer(new Answer(answer))),
                new Exchanged(
                        new Request.Counters(),
                        new Reply.Counters(
                                List.of(
                                        new Counter("spoof errors", Counter.Kind.SPOOFED, 1, 73L),
                                        new Counter("x", Counter.Kind.OTHER, 0, null)),
                                Map.of("sent-ipv4-packets", 1L))),
                new Exchanged(new Request.Counters(), new Reply.Counters(List.of(), null)),
                new Exchanged(new Request.Tick(1), new Reply.Outputs(new Exchange(Ended.SYNC, List.of()))),
                new Exchanged(new Request.Reset(), new Reply.Done()),
                new Exchanged(new Request.Bye(), new Reply.Done()),
                new Exchanged(new Request.Bye(), new Reply.Refusal("cannot")),
                new Exchanged(exchange, new Reply.Failed(TargetFailure.Kind.CRASHED, "SIGSEGV")));
    }

    private static Request configure() {
        return new Request.Configure(new Setup(Role.BR, List.of(), null, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answersAreReadAsWritten(Exchanged exchanged) {
        String line = Protocol.write(9, exchanged.reply());
        String definition = exchanged.request().name() + "Answer";
        assertEquals(exchanged.reply(), Protocol.read(9, exchanged.request(), line, SYNC));
        assertEquals(Optional.empty(), SCHEMA.problem(definition, Json.parse(line)));
        assertThrows(JsonException.class, () -> Protocol.read(8, exchanged.request(), line, SYNC));
        String more = line.substring(0, line.length() - 1) + ",\"colour\":1}";
        assertThrows(JsonException.class, () -> Protocol.read(9, exchanged.request(), more, SYNC));
        assertTrue(SCHEMA.problem(definition, Json.parse(more)).isPresent());
        Json.parse(line).asObject().fields().forEach(field -> {
            String less = line.replaceFirst("\"" + field.name() + "\":", "\"x" + field.name() + "\":");
            assertThrows(JsonException.class, () -> Protocol.read(9, exchanged.request(), less, SYNC), less);
            assertTrue(SCHEMA.problem(definition, Json.parse(less)).isPresent(), less);
        });
    }

    /** The example of the protocol's description, with values out of their ranges, one at a time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"protocol\":1|\"protocol\":2",
                "\"name\":\"example-br\"|\"name\":\"\"",
                "[\"br\"]|[]",
                "[\"br\"]|[\"br\",\"br\"]",
                "[\"br\"]|[\"relay\"]",
                "[\"rfc7597\"]|[\"rfc7599\"]",
                "\"oneToOne\"|\"one\"",
                "[0,15]|[0,16]",
                "[0,48]|[0]",
                "\"eaEnd\":128|\"eaEnd\":129",
                "[\"mtuV6\"]|[\"mtu\"]",
                "{\"sourceCheck\":|{\"check\":",
                "{\"owner\":|{\"owners\":",
                "[\"packets\"]|[\"octets\"]",
                "\"clock\":\"real\"|\"clock\":\"none\"",
                "\"delivery\":\"async\"|\"delivery\":\"a\"",
                "\"reset\":false|\"reset\":0",
                "\"maxPacket\":9000|\"maxPacket\":1279",
                "\"maxRules\":10000|\"maxRules\":0",
                "\"FRG-14\"|\"FRG14\"",
                "\"no DHCPv6\"|\"\"",
                "\"maxRules\":10000|\"maxRules\":1e4"
            })
    void refusesCapabilitiesOutOfRange(String change) {
        String line = Protocol.write(1, new Reply.Hello(CAPABILITIES));
        String[] parts = change.split("\\|");
        assertTrue(line.contains(parts[0]), parts[0]);
        String changed = line.replace(parts[0], parts[1]);
        assertThrows(JsonException.class, () -> Protocol.read(1, new Request.Hello("1.0"), changed, null));
        assertTrue(SCHEMA.problem("helloAnswer", Json.parse(changed)).isPresent(), changed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ended\":\"sync\"|\"ended\":\"mark\"",
                "\"side\":\"ipv6\"|\"side\":\"v6\"",
                "\"6000\"|\"600\"",
                "\"6000\"|\"600A\"",
                "\"cause\":0|\"cause\":1",
                "\"cause\":0|\"cause\":-1",
                "\"cause\":0|\"cause\":0.0"
            })
    void refusesOutputsOutOfRange(String change) {
        Request.Exchange exchange = new Request.Exchange(List.of(Example.packet(Role.BR)), Until.SYNC);
        String line = Protocol.write(
                1, new Reply.Outputs(new Exchange(Ended.SYNC, List.of(new Received(Side.IPV6, octets("6000"), 0)))));
        String[] parts = change.split("\\|");
        String changed = line.replace(parts[0], parts[1]);
        assertThrows(JsonException.class, () -> Protocol.read(1, exchange, changed, SYNC));
    }

    /** The example answer in the description of the protocol. */
    @Test
    void readsTheExampleOfTheDescription() {
        Capabilities read = CapabilitiesCodec.read("""
                {"protocol":1,"name":"example-br","version":"2.1","homepage":null,"roles":["br"],"formats":["rfc7597"],
                 "kinds":["prefix","address","shared","oneToOne"],"limits":{"psidOffset":[0,15],"psidLength":[0,16],"eaLength":[0,48],
                 "ipv4PrefixLength":[0,32],"ipv6PrefixLength":[0,128],"eaEnd":64},"options":["mtuV6","fragmentation"],
                 "optionDefaults":{"sourceCheck":"strict"},"as":["vpp"],"queries":{},"observes":["packets","counters"],"clock":"real",
                 "delivery":"async","reset":false,"maxPacket":9000,"maxRules":10000,
                 "unsupported":[{"property":"FRG-14","reason":"no tiny-fragment filter","url":null}]}""");
        assertEquals(64, read.limits().eaEnd());
        assertEquals(Map.of("sourceCheck", "strict"), read.optionDefaults());
        assertEquals(Set.of("packets", "counters"), read.observes());
        assertTrue(read.unsupported().get(0).matches("FRG-14"));
    }

    /** The longest packet of the protocol, whose pattern must not exhaust the stack. */
    @Test
    void acceptsTheLongestPacket() {
        Request.Exchange exchange =
                new Request.Exchange(List.of(new Sent(Side.IPV4, 0, new byte[Protocol.MAX_PACKET_OCTETS])), Until.SYNC);
        String line = RequestCodec.write(1, exchange);
        assertEquals(Optional.empty(), SCHEMA.problem("exchangeRequest", Json.parse(line)));
        assertEquals(exchange, RequestCodec.read(line).request());
        String longer = line.replace("\"hex\":\"00", "\"hex\":\"0000");
        assertThrows(JsonException.class, () -> RequestCodec.read(longer));
        assertTrue(SCHEMA.problem("exchangeRequest", Json.parse(longer)).isPresent());
    }

    @Test
    void splitsCommandsAtSpacesAndQuotes() {
        assertEquals(
                List.of("java", "-jar", "my adapter.jar", "a\\b", ""),
                CommandWords.split(" java  -jar \"my adapter.jar\" a\\b \"\""));
        assertEquals(List.of("sh", "-c", "exec $X"), CommandWords.split("sh -c \"exec $X\""));
        assertThrows(IllegalArgumentException.class, () -> CommandWords.split("java \"-jar"));
        assertThrows(IllegalArgumentException.class, () -> CommandWords.split("  "));
    }

    /** Formats that need an End-user prefix get it; an invalid domain has no text. */
    @Test
    void convertsConfigurations() {
        Map<String, String> texts = ConvertedTexts.of(
                List.of(Example.domain()), Example.END_USER_PREFIX, List.of("vpp", "nftables", "dhcpv6"));
        assertTrue(texts.get("vpp").contains("map add domain"), texts.toString());
        assertTrue(texts.get("nftables").contains("192.0.2.18"), texts.toString());
        assertTrue(texts.get("dhcpv6").startsWith("005e"), texts.toString());
        assertThrows(
                IllegalArgumentException.class,
                () -> ConvertedTexts.of(List.of(Example.domain()), null, List.of("cisco")));
    }
}
