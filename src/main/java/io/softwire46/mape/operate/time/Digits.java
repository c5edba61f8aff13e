package io.softwire46.mape.operate.time;

/**
 * Decimal digits in octets, and days of the calendar. Static methods only.
 */
final class Digits {
    static final int NONE = -1;

    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    private static final int DAYS_BEFORE_1970 = 365 * 1970 + leapYears(1969);
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private Digits() {}

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** Returns two digits as a number, or {@link #NONE}; reads only before {@code to}. */
    static int two(byte[] octets, int at, int to) {
        if (at + 2 > to || !isDigit(octets[at]) || !isDigit(octets[at + 1])) {
            return NONE;
        }
        return (octets[at] - '0') * 10 + octets[at + 1] - '0';
    }

    /** Returns four digits as a number, or {@link #NONE}; reads only before {@code to}. */
    static int four(byte[] octets, int at, int to) {
        int high = two(octets, at, to);
        int low = two(octets, at + 2, to);
        return high < 0 || low < 0 ? NONE : high * 100 + low;
    }

    static boolean is(byte[] octets, int at, int to, char expected) {
        return at < to && octets[at] == expected;
    }

    /** Returns the month of an English abbreviation, 1 to 12, or {@link #NONE}. */
    static int month(byte[] octets, int at, int to) {
        if (at + 3 > to) {
            return NONE;
        }
        for (int month = 0; month < 12; month++) {
            int name = 3 * month;
            if (octets[at] == MONTHS.charAt(name)
                    && octets[at + 1] == MONTHS.charAt(name + 1)
                    && octets[at + 2] == MONTHS.charAt(name + 2)) {
                return month + 1;
            }
        }
        return NONE;
    }

    static boolean isDate(int year, int month, int day) {
        return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
    }

    /** Returns the days from 1970-01-01 to a date of the Gregorian calendar. */
    static long days(int year, int month, int day) {
        int inYear = DAYS_BEFORE_MONTH[month - 1] + day - 1 + (month > 2 && isLeap(year) ? 1 : 0);
        return 365L * year + leapYears(year - 1) - DAYS_BEFORE_1970 + inYear;
    }

    private static int daysOf(int year, int month) {
        int days = DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1];
        return month == 2 && isLeap(year) ? days + 1 : days;
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** Returns the leap years from year 1 to a year; year 0 is not counted, since no accepted time is near it. */
    private static int leapYears(int year) {
        return year / 4 - year / 100 + year / 400;
    }
}
