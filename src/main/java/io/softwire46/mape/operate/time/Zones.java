package io.softwire46.mape.operate.time;

import io.softwire46.mape.json.JsonText;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.NavigableMap;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Zones of time by name. Abbreviations are refused, since several zones share most of them: IST is used in India,
 * Israel and Ireland, CST in America and China.
 *
 * <p>Static methods only.
 */
public final class Zones {
    private static final Pattern OFFSET = Pattern.compile("[+-][0-9]{2}:[0-9]{2}");
    private static final Pattern ABBREVIATION = Pattern.compile("[A-Z]{1,5}");
    private static final Set<String> UTC = Set.of("UTC", "GMT", "Z");

    private Zones() {}

    /**
     * Returns the zone of a name of the IANA time zone database, of an offset such as {@code +09:00}, or of UTC, GMT
     * or Z.
     *
     * @throws IllegalArgumentException if the text is none of them; the message is the problem and the remedy
     */
    public static ZoneId parse(String text) {
        if (UTC.contains(text)) {
            return ZoneOffset.UTC;
        }
        if (OFFSET.matcher(text).matches()) {
            try {
                return ZoneOffset.of(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("is outside -18:00 to +18:00; use an offset within them", e);
            }
        }
        if (isAbbreviation(text)) {
            throw new IllegalArgumentException(
                    "is an abbreviation, which may mean several zones; use an IANA name such as Asia/Tokyo, or +hh:mm");
        }
        if (!ZoneId.getAvailableZoneIds().contains(text) || text.startsWith("SystemV/")) {
            throw new IllegalArgumentException("is not a zone; use an IANA name such as Asia/Tokyo, or +hh:mm"
                    + JsonText.suggestion(text, ZoneId.getAvailableZoneIds()));
        }
        return ZoneId.of(text);
    }

    /** Returns whether a name is an abbreviation other than UTC, GMT and Z. */
    static boolean isAbbreviation(String name) {
        return ABBREVIATION.matcher(name).matches() && !UTC.contains(name);
    }

    /** Returns the version of the time zone database that this Java uses, such as 2025b. */
    public static String dataVersion() {
        NavigableMap<String, ?> versions = ZoneRulesProvider.getVersions("Europe/London");
        return versions.isEmpty() ? "unknown" : versions.lastKey();
    }
}
