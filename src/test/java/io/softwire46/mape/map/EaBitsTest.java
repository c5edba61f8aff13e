package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EaBitsTest {
    private static final long ALL_48 = 0xffff_ffff_ffffL;

    /** RFC 7597 appendix A, example 1: 0x1234 is suffix 0x12 and PSID 0x34. */
    @Test
    void theSuffixPrecedesThePsid() {
        MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        EaBits bits = EaBits.of(0x1234, 16);
        assertEquals(0x12, bits.ipv4Suffix(rule));
        assertEquals(0x34, bits.psid(rule));
        assertEquals("0x1234", bits.toHexString());
    }

    /** RFC 7597 section 5.2: o = 48 is a whole address and a whole port. */
    @Test
    void length48IsAWholeAddressAndAWholePort() {
        MapRule rule = MapRule.builder()
                .ipv6Prefix("2001:db8::/32")
                .ipv4Prefix("0.0.0.0/0")
                .eaLength(48)
                .psidOffset(0)
                .build();
        EaBits bits = EaBits.of(0xc000_0212_04d0L, 48);
        assertEquals(0xc0000212, bits.ipv4Suffix(rule));
        assertEquals(0x04d0, bits.psid(rule));
        assertEquals(0xffff_ffff, EaBits.of(ALL_48, 48).ipv4Suffix(rule));
        assertEquals(0xffff, EaBits.of(ALL_48, 48).psid(rule));
    }

    /** r = 0, o = 32: the suffix is as wide as an int. */
    @Test
    void length32UnderTheEmptyPrefixIsTheAddress() {
        MapRule rule = MapRule.of("2001:db8::/32", "0.0.0.0/0", 32);
        assertEquals(0xffff_ffff, EaBits.of(0xffff_ffffL, 32).ipv4Suffix(rule));
        assertEquals(0, EaBits.of(0xffff_ffffL, 32).psid(rule));
    }

    /** r = 32, o = k = 8: only the PSID is embedded. */
    @Test
    void underAWholeAddressAllBitsAreThePsid() {
        MapRule rule = MapRule.of("2001:db8::/48", "192.0.2.18/32", 8);
        assertEquals(0, EaBits.of(0xff, 8).ipv4Suffix(rule));
        assertEquals(0xff, EaBits.of(0xff, 8).psid(rule));
    }

    @Test
    void length0HasNeither() {
        MapRule rule = MapRule.of("2001:db8:12:3400::/56", "192.0.2.18/32", 0);
        assertEquals(0, EaBits.NONE.ipv4Suffix(rule));
        assertEquals(0, EaBits.NONE.psid(rule));
        assertEquals(EaBits.NONE, EaBits.of(0, 0));
        assertEquals("0x0", EaBits.NONE.toHexString());
    }

    @Test
    void aRuleOfAnotherLengthIsRefused() {
        MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        assertThrows(IllegalArgumentException.class, () -> EaBits.of(0, 15).psid(rule));
        assertThrows(IllegalArgumentException.class, () -> EaBits.of(0, 17).ipv4Suffix(rule));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 49, 64, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void lengthsOutside0To48AreV02(int length) {
        Finding finding = assertThrows(MapConfigurationException.class, () -> EaBits.of(0, length))
                .first();
        assertEquals("V02", finding.id().name());
        assertEquals(Integer.toString(length), finding.value());
        assertEquals("RFC 7597 section 5.2", finding.rfc());
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,1", "256,8", "-1,48", "281474976710656,48", "-9223372036854775808,48"})
    void aValueThatNeedsMoreBitsIsRefused(long value, int length) {
        Finding finding = assertThrows(MapConfigurationException.class, () -> EaBits.of(value, length))
                .first();
        assertEquals("eaBits", finding.field());
        assertTrue(finding.message().contains(length + " bits"), finding.message());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "255,8", "281474976710655,48", "4660,16", "0,48", "10,4"})
    void theTextIsReadBack(long value, int length) {
        EaBits bits = EaBits.of(value, length);
        assertEquals("0x" + Long.toHexString(value) + "/" + length, bits.toString());
        assertEquals(bits, EaBits.parse(bits.toString()));
        assertEquals(bits.hashCode(), EaBits.parse(bits.toString()).hashCode());
        assertEquals(bits, EaBits.parse(value + "/" + length), "decimal is read too");
    }

    @Test
    void lengthCountsInEquality() {
        assertNotEquals(EaBits.of(1, 8), EaBits.of(1, 9));
        assertNotEquals(EaBits.of(1, 8), EaBits.of(2, 8));
        assertNotEquals((Object) "0x1/8", EaBits.of(1, 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "0x12",
                "/",
                "0x/16",
                "0x12/",
                "/16",
                "-1/16",
                "01/16",
                "0x12/016",
                " 0x12/16",
                "0x12/16 ",
                "0x12 /16",
                "0x12/16/",
                "0x1g/16",
                "12345678901234567890/48",
                "0x1234567890abcdef/48",
                "0x12/-1",
                "0x12/99999999999",
                "0X12/16",
                "１/16",
                "1/１６",
                "1.0/16",
                "1e3/16"
            })
    void anythingElseIsATypedError(String text) {
        Finding finding = assertThrows(MapConfigurationException.class, () -> EaBits.parse(text))
                .first();
        assertEquals("SYNTAX", finding.id().name());
        assertTrue(finding.field().equals("eaBits") || finding.field().equals("eaLength"), finding.field());
    }
}
