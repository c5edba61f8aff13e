package io.softwire46.mape.operate.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of time become intervals of one unit of their precision, or are refused with a reason. */
class TimeFormTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static TimeValue read(TimeForm form, String text) {
        byte[] octets = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        TimeValue value = new TimeValue();
        boolean isAccepted = form.read(octets, 1, octets.length - 1, value);
        assertEquals(isAccepted, value.problem().isEmpty(), text);
        assertEquals(isAccepted, value.refusal() == TimeValue.Refusal.NONE, text);
        return value;
    }

    private static void assertInterval(String from, String until, TimeValue value) {
        assertEquals("", value.problem());
        assertEquals(Instant.parse(from), Instant.ofEpochMilli(value.from()));
        assertEquals(Instant.parse(until), Instant.ofEpochMilli(value.until()));
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 3339 section 5.8: the second example is 1996-12-20T00:39:57Z
        "auto, 1996-12-19T16:39:57-08:00, 1996-12-20T00:39:57Z, 1996-12-20T00:39:58Z",
        "auto, 1985-04-12T23:20:50.52Z, 1985-04-12T23:20:50.520Z, 1985-04-12T23:20:50.530Z",
        "auto, 2026-11-01t10:00:00z, 2026-11-01T10:00:00Z, 2026-11-01T10:00:01Z",
        "auto, 2026-11-01 10:00:00+05:45, 2026-11-01T04:15:00Z, 2026-11-01T04:15:01Z",
        // digits after the third are floored
        "auto, 2026-11-01T10:00:00.123999999Z, 2026-11-01T10:00:00.123Z, 2026-11-01T10:00:00.124Z",
        "auto, 2026-11-01T10:00:00.1Z, 2026-11-01T10:00:00.1Z, 2026-11-01T10:00:00.2Z",
        "auto, 2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z, 2024-02-29T00:00:01Z",
        "auto, 1000000000, 2001-09-09T01:46:40Z, 2001-09-09T01:46:41Z",
        "auto, 1000000000123, 2001-09-09T01:46:40.123Z, 2001-09-09T01:46:40.124Z",
        "auto, 1000000000123456, 2001-09-09T01:46:40.123Z, 2001-09-09T01:46:40.124Z",
        "auto, 1000000000123456789, 2001-09-09T01:46:40.123Z, 2001-09-09T01:46:40.124Z",
        "auto, 1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z",
        "auto, 2199-12-31T23:59:59Z, 2199-12-31T23:59:59Z, 2200-01-01T00:00:00Z",
        "epoch-s, 5, 1970-01-01T00:00:05Z, 1970-01-01T00:00:06Z",
        "epoch-ms, 1000000000123, 2001-09-09T01:46:40.123Z, 2001-09-09T01:46:40.124Z",
        "epoch-us, 1999999, 1970-01-01T00:00:01.999Z, 1970-01-01T00:00:02Z",
        "epoch-ns, 999999, 1970-01-01T00:00:00Z, 1970-01-01T00:00:00.001Z",
        "iso-local, 2026-07-01 12:00:00, 2026-07-01T10:00:00Z, 2026-07-01T10:00:01Z",
        "iso-local, 2026-01-01T12:00:00.5, 2026-01-01T11:00:00.5Z, 2026-01-01T11:00:00.6Z",
        "iso-local, 2026-01-01T12:00, 2026-01-01T11:00:00Z, 2026-01-01T11:01:00Z",
        "apache, [10/Oct/2026:13:55:36 +0200], 2026-10-10T11:55:36Z, 2026-10-10T11:55:37Z",
        "apache, 10/Oct/2026:13:55:36 -0230, 2026-10-10T16:25:36Z, 2026-10-10T16:25:37Z",
        "rfc3164, Oct 11 22:14:15, 2026-10-11T20:14:15Z, 2026-10-11T20:14:16Z",
        "rfc3164, Feb  5 17:32:18, 2026-02-05T16:32:18Z, 2026-02-05T16:32:19Z",
        "pattern:dd.MM.yyyy HH:mm:ss, 01.07.2026 12:00:00, 2026-07-01T10:00:00Z, 2026-07-01T10:00:01Z",
        "pattern:yyyy-MM-dd hh:mm:ss a, 2026-07-01 12:00:00 AM, 2026-06-30T22:00:00Z, 2026-06-30T22:00:01Z",
        "pattern:uuuu/M/d H:m:s.SSS, 2026/7/1 2:3:4.567, 2026-07-01T00:03:04.567Z, 2026-07-01T00:03:04.568Z",
        "pattern:yyyy-MM-dd HH:mm:ssXXX, 2026-07-01 12:00:00-05:00, 2026-07-01T17:00:00Z, 2026-07-01T17:00:01Z",
        "pattern:yyyy-MM-dd HH:mm:ss z, 2026-07-01 12:00:00 UTC, 2026-07-01T12:00:00Z, 2026-07-01T12:00:01Z",
        "pattern:yyyy-MM-dd HH:mm VV, 2026-07-01 12:00 Asia/Tokyo, 2026-07-01T03:00:00Z, 2026-07-01T03:01:00Z",
        "pattern:yyyy-DDD HH:mm, 2026-182 12:00, 2026-07-01T10:00:00Z, 2026-07-01T10:01:00Z",
        "pattern:dd-MMM-yyyy HH:mm, 01-Jul-2026 12:00, 2026-07-01T10:00:00Z, 2026-07-01T10:01:00Z",
        "pattern:yyyy-MM-dd HH'h', 2026-07-01 12h, 2026-07-01T10:00:00Z, 2026-07-01T11:00:00Z",
        "pattern:yyyy-MM-dd, 2026-07-01, 2026-06-30T22:00:00Z, 2026-07-01T22:00:00Z",
        // the day has 25 hours, the next one 23
        "pattern:yyyy-MM-dd, 2026-10-25, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "pattern:yyyy-MM-dd, 2026-03-29, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        // the hour from 2 to 3 exists twice
        "pattern:yyyy-MM-dd HH, 2026-10-25 02, 2026-10-25T00:00:00Z, 2026-10-25T02:00:00Z",
    })
    void readsOneUnitOfItsPrecision(String form, String text, String from, String until) {
        assertInterval(from, until, read(TimeForm.of(form, BERLIN, 2026), text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "12345678901",
                "999999999",
                "12345678901234567890",
                "1762000000.5",
                "1e9",
                "2026-02-31T00:00:00Z",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-11-01T24:00:00Z",
                "2026-11-01T10:60:00Z",
                "2026-11-01T10:00:61Z",
                "0000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "2200-01-01T00:00:00Z",
                "1970-01-01T00:00:00+00:01",
                "2026-11-01T10:00:00.Z",
                "2026-11-01T10:00:00,5Z",
                "2026-11-01T10:00Z",
                "20261101T100000Z",
                "2026-11-01T10:00:00+0900",
                "2026-11-01T10:00:00+24:00",
                "2026-11-01T10:00:00+09",
                "2026-11-01T10:00:00 Z",
                "2026-11-01T10:00:00CST",
                "2026-11-01T10:00:00Z ",
                " 2026-11-01T10:00:00Z",
                "2026-11-01",
                "9999999999",
                "2026-11-01T10:00:00.0000000000000000000Z",
                "99999999999999999999",
                "9999999999999999999",
            })
    void refusesWhatIsNoTimeOfAuto(String text) {
        assertFalse(read(TimeForm.auto(), text).problem().isEmpty());
    }

    @Test
    void aLocalTimeHasNoZone() {
        TimeValue value = read(TimeForm.auto(), "2026-11-01T10:00:00");
        assertEquals(TimeValue.Refusal.NO_ZONE, value.refusal());
        assertTrue(value.problem().contains("--zone"), value.problem());
        assertEquals(
                TimeValue.Refusal.NO_ZONE,
                read(TimeForm.iso(null), "2026-11-01 10:00:00").refusal());
        assertEquals(
                TimeValue.Refusal.NO_ZONE,
                read(TimeForm.apache(), "10/Oct/2026:13:55:36").refusal());
        assertEquals(
                TimeValue.Refusal.NO_ZONE,
                read(TimeForm.bsd(null, null), "Oct 11 22:14:15").refusal());
        assertEquals(
                TimeValue.Refusal.NO_ZONE,
                read(TimeForm.bsd(BERLIN, null), "Oct 11 22:14:15").refusal());
        assertEquals(
                TimeValue.Refusal.NO_ZONE,
                read(TimeForm.bsd(null, 2026), "Oct 11 22:14:15").refusal());
    }

    @ParameterizedTest
    @CsvSource({
        "iso-local, 2026-11-01T10:00:00Z",
        "iso-local, 2026-11-01",
        "apache, 10/Okt/2026:13:55:36 +0200",
        "apache, 10/Oct/2026:13:55:36 +02:00",
        "apache, 31/Feb/2026:13:55:36 +0200",
        "apache, [10/Oct/2026:13:55:36 +0200",
        "apache, 10/Oct/2026:13:55:36 UTC",
        "rfc3164, Feb 29 12:00:00",
        "rfc3164, Okt 11 22:14:15",
        "rfc3164, Oct 11 22:14",
        "rfc3164, Oct  0 22:14:15",
        "pattern:yyyy-MM-dd HH:mm:ss, 2026-02-31 12:00:00",
        "pattern:yyyy-MM-dd HH:mm:ss, 2026-07-01 24:00:00",
        "pattern:yyyy-MM-dd HH:mm:ss, 2026-07-01 12:00:61",
        "pattern:yyyy-MM-dd HH:mm:ss, '2026-07-01 12:00:00 '",
        "pattern:yyyy-MM-dd HH:mm:ss z, 2026-07-01 12:00:00 CST",
        "pattern:yyyy-MM-dd HH:mm:ss z, 2026-07-01 12:00:00 IST",
        "pattern:yyyy-MM-dd HH:mm:ss z, 2026-07-01 12:00:00 JST",
        "pattern:yyyy-MM-dd HH:mm:ss VV, 2026-07-01 12:00:00 EST",
        "pattern:yyyy-MM-dd HH:mm:ss[ a], 1969-07-01 12:00:00",
    })
    void refusesValuesOfOtherForms(String form, String text) {
        assertFalse(read(TimeForm.of(form, BERLIN, 2026), text).problem().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "auto, 2016-12-31T23:59:60Z",
        "auto, 2016-12-31T23:59:60.7Z",
        "iso-local, 2017-01-01T00:59:60",
        "apache, 01/Jan/2017:00:59:60 +0100",
        "pattern:yyyy-MM-dd HH:mm:ss, 2017-01-01 00:59:60",
    })
    void secondSixtyIsTheEndOfItsMinute(String form, String text) {
        TimeValue value = read(TimeForm.of(form, BERLIN, 2026), text);
        assertTrue(value.isLeapSecond());
        assertInterval("2016-12-31T23:59:59Z", "2017-01-01T00:00:01Z", value);
    }

    @Test
    void aLocalTimeThatExistsTwiceHasTwoIntervals() {
        TimeValue value = read(TimeForm.of("iso-local", BERLIN, null), "2026-10-25 02:30:00");
        assertTrue(value.isTwice());
        assertInterval("2026-10-25T00:30:00Z", "2026-10-25T00:30:01Z", value);
        assertEquals(Instant.parse("2026-10-25T01:30:00Z"), Instant.ofEpochMilli(value.laterFrom()));
        assertEquals(Instant.parse("2026-10-25T01:30:01Z"), Instant.ofEpochMilli(value.laterUntil()));
    }

    @Test
    void aLocalTimeThatDoesNotExistIsRefused() {
        for (String form : new String[] {"iso-local", "pattern:yyyy-MM-dd HH:mm:ss"}) {
            TimeValue value = read(TimeForm.of(form, BERLIN, null), "2026-03-29 02:30:00");
            assertTrue(value.problem().contains("does not exist in Europe/Berlin"), value.problem());
        }
        // Samoa had no 30 December 2011.
        TimeValue day = read(TimeForm.of("pattern:yyyy-MM-dd", ZoneId.of("Pacific/Apia"), null), "2011-12-30");
        assertTrue(day.problem().contains("does not exist"), day.problem());
    }

    @ParameterizedTest
    @CsvSource({
        "pattern:yyyy-MM-dd hh:mm:ss, am or pm",
        "pattern:yyyy-MM-dd KK:mm:ss, am or pm",
        "pattern:yyyy-MM-dd hh:mm:ss[ a], am or pm",
        "pattern:yy-MM-dd HH:mm:ss, two digits",
        "pattern:dd/MM/uu HH:mm:ss, two digits",
        "pattern:HH:mm:ss, no complete date",
        "pattern:MM-dd HH:mm:ss, no complete date",
        "pattern:yyyy-MM HH:mm:ss, no complete date",
        "pattern:yyyy[-MM-dd] HH:mm:ss, no complete date",
        "pattern:YYYY-MM-dd HH:mm:ss, no complete date",
        "pattern:yyyy-MM-dd ww HH:mm, week",
        "pattern:yyyy-MM-dd hh:mm B a, period of the day",
        "pattern:'yyyy-MM-dd', no complete date",
        "pattern:, no complete date",
        "pattern:yyyy-MM-dd {HH, is not a pattern",
        "epoch, is not a form of time",
        "AUTO, is not a form of time",
    })
    void refusesPatternsThatDoNotDetermineATime(String form, String problem) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> TimeForm.of(form, BERLIN, 2026));
        assertTrue(String.valueOf(e.getMessage()).contains(problem), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"iso-local, --zone", "rfc3164, --zone", "pattern:yyyy-MM-dd HH:mm, --zone"})
    void localFormsNeedAZone(String form, String option) {
        refusedWithout(form, null, 2026, option);
    }

    @Test
    void timesWithoutYearNeedOne() {
        refusedWithout("rfc3164", BERLIN, null, "--year");
    }

    private static void refusedWithout(String form, @Nullable ZoneId zone, @Nullable Integer year, String option) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> TimeForm.of(form, zone, year));
        assertTrue(String.valueOf(e.getMessage()).contains(option), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asia/Tokyo", "Europe/Berlin", "+09:00", "-02:30", "UTC", "GMT", "Z", "Japan", "Etc/GMT+9"})
    void acceptsZones(String zone) {
        assertTrue(Zones.parse(zone).getRules() != null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IST",
                "CST",
                "EST",
                "CET",
                "BST",
                "utc",
                "+9",
                "+0900",
                "UTC+9",
                "GMT+9",
                "+19:00",
                "",
                "Asia/Tokio",
                "SystemV/EST5",
                "asia/tokyo"
            })
    void refusesOtherZones(String zone) {
        assertThrows(IllegalArgumentException.class, () -> Zones.parse(zone));
    }

    @Test
    void theZoneDataHasAVersion() {
        assertTrue(Zones.dataVersion().matches("20[0-9]{2}[a-z]+"), Zones.dataVersion());
    }
}
