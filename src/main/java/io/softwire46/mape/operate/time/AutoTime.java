package io.softwire46.mape.operate.time;

/**
 * RFC 3339 with an offset, or an epoch whose number of digits determines its unit. Immutable.
 */
final class AutoTime implements TimeForm {
    static final AutoTime INSTANCE = new AutoTime();

    private static final int DATE_OCTETS = 10;

    private AutoTime() {}

    @Override
    public boolean read(byte[] octets, int from, int to, TimeValue value) {
        if (to - from > DATE_OCTETS && octets[from + 4] == '-') {
            return IsoTime.withOffset(octets, from, to, value);
        }
        EpochTime unit = switch (to - from) {
            case 10 -> EpochTime.SECONDS;
            case 13 -> EpochTime.MILLIS;
            case 16 -> EpochTime.MICROS;
            case 19 -> EpochTime.NANOS;
            default -> null;
        };
        if (unit != null && unit.read(octets, from, to, value)) {
            return true;
        }
        if (unit == null || EpochTime.number(octets, from, to) < 0) {
            value.clear();
            value.refuse("is not a time of --time auto; use RFC 3339 with an offset, such as 2026-11-01T10:00:00Z, or"
                    + " exactly 10, 13, 16 or 19 digits");
        }
        return false;
    }
}
