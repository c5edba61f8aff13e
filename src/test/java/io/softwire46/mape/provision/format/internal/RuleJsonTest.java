package io.softwire46.mape.provision.format.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A single rule, as in a query. */
class RuleJsonTest {

    @Test
    void aRuleHasTheFormatOfItsSurroundings() {
        MapRule.Builder builder = read(
                "{\"eaLength\": 16, \"ipv4Prefix\": \"192.0.2.0/24\", \"ipv6Prefix\": \"2001:db8::/40\"}",
                InterfaceIdFormat.DRAFT03);
        assertEquals(
                "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=4 psidLength=8 format=draft03",
                builder.build().toString());
    }

    @Test
    void aWrongValueIsCheckedByTheBuilder() {
        MapRule.Builder builder = read(
                "{\"eaLength\": 49, \"ipv4Prefix\": \"192.0.2.1/24\", \"ipv6Prefix\": \"2001:db8::/40\"}",
                InterfaceIdFormat.RFC7597);
        assertEquals("V02", builder.validate().get(0).id().name());
    }

    @Test
    void aWrongKindIsRefusedWithEverythingElse() {
        MapConfigurationException thrown = assertThrows(
                MapConfigurationException.class,
                () -> read(
                        "{\"eaLength\": \"16\", \"ipv4Prefix\": \"192.0.2.0/33\", \"ipv6Prefix\": true, \"ealen\": 1}",
                        InterfaceIdFormat.RFC7597));
        assertEquals(
                List.of("SYNTAX ealen", "SYNTAX ipv6Prefix", "SYNTAX eaLength", "V01 ipv4Prefix"),
                thrown.findings().stream().map(f -> f.id() + " " + f.field()).toList());
    }

    @Test
    void aNumberBeyondTheRangeOfLongIsShownAsWritten() {
        MapConfigurationException thrown = assertThrows(
                MapConfigurationException.class,
                () -> read(
                        "{\"eaLength\": 4294967312, \"ipv4Prefix\": \"192.0.2.0/24\", \"ipv6Prefix\": \"2001:db8::/40\"}",
                        InterfaceIdFormat.RFC7597));
        Finding first = thrown.first();
        assertEquals("V02 eaLength 4294967312", first.id() + " " + first.field() + " " + first.value());
    }

    @Test
    void allFieldsAreWritten() {
        StringBuilder out = new StringBuilder();
        RuleJson.write(
                JsonWriter.compact(out),
                MapRule.parse("ipv6Prefix=2001:db8::1/128 ipv4Prefix=192.0.2.1/32 eaLength=0 psidOffset=0 psidLength=8 "
                        + "psid=0x4d borderRelay=2001:db8:f::1 forwarding=false format=rfc7597"));
        assertEquals(
                "{\"ipv6Prefix\":\"2001:db8::1/128\",\"ipv4Prefix\":\"192.0.2.1/32\",\"eaLength\":0,\"psidOffset\":0,"
                        + "\"psidLength\":8,\"psid\":77,\"forwarding\":false,\"borderRelay\":\"2001:db8:f::1\"}",
                out.toString());
        out.setLength(0);
        RuleJson.write(JsonWriter.compact(out), MapRule.of("2001:db8::/40", "192.0.2.0/24", 8));
        assertEquals(
                "{\"ipv6Prefix\":\"2001:db8::/40\",\"ipv4Prefix\":\"192.0.2.0/24\",\"eaLength\":8,\"psidOffset\":null,"
                        + "\"psidLength\":null,\"psid\":null,\"forwarding\":true,\"borderRelay\":null}",
                out.toString());
    }

    private static MapRule.Builder read(String text, InterfaceIdFormat format) {
        return RuleJson.read(Json.parse(text).asObject(), format);
    }
}
