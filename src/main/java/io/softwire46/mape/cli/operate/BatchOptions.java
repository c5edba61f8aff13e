package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.form.FormException;
import io.softwire46.mape.operate.form.FormOptions;
import io.softwire46.mape.operate.form.InputForm;
import io.softwire46.mape.operate.form.Role;
import io.softwire46.mape.operate.time.TimeForm;
import io.softwire46.mape.operate.time.Zones;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of {@code mape lookup --in}, which look up each line of a log.
 *
 * <p>Not thread-safe: picocli fills it.
 */
final class BatchOptions {
    private static final int MAX_THREADS = 64;

    @Option(names = "--in", paramLabel = "FILE", description = "Look up each line of this log; - for standard input.")
    @Nullable Path in;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description =
                    "Form of the log: csv, tsv, nfdump-csv, nfdump-json, goflow2, ipfix-json, xarf, combined, syslog.")
    @Nullable String format;

    @Option(
            names = "--columns",
            paramLabel = "LIST",
            description = "Columns of csv and tsv by number or name, such as time=1,ip=3,port=4.")
    @Nullable String columns;

    @Option(
            names = "--header",
            paramLabel = "auto|yes|no",
            description = "Whether the first line of csv and tsv is a header. Default: auto.")
    @Nullable String header;

    @Option(
            names = "--pattern",
            paramLabel = "REGEX",
            description = "Expression with groups (?<ip>...), (?<port>...) and (?<proto>...), for syslog.")
    @Nullable String pattern;

    @Option(
            names = "--time",
            paramLabel = "FORM",
            description =
                    "Form of times in csv and tsv: auto, epoch-s, epoch-ms, epoch-us, epoch-ns, iso-local, apache,"
                            + " rfc3164, pattern:P. Default: auto.")
    @Nullable String time;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Zone of local times: an IANA name such as Asia/Tokyo, or +hh:mm.")
    @Nullable String zone;

    @Option(names = "--year", paramLabel = "YYYY", description = "Year of times of RFC 3164.")
    @Nullable Integer year;

    @Option(
            names = "--side",
            paramLabel = "source|destination|auto",
            description = "Which address of a flow is looked up. Default: auto, the one in a rule.")
    @Nullable String side;

    @Option(names = "--out", paramLabel = "FILE", description = "Output file, compressed if named .gz.")
    @Nullable Path out;

    @Option(names = "--errors", paramLabel = "FILE", description = "File for a copy of the lines that cannot be read.")
    @Nullable Path errors;

    @Option(
            names = "--max-errors",
            paramLabel = "N",
            description = "Stop after more than N lines that cannot be read. Default: no limit.")
    @Nullable Integer maxErrors;

    @Option(
            names = "--skip-lines",
            paramLabel = "N",
            description = "Skip N lines, to continue a run that was interrupted.")
    long skipLines;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of threads. Default: the processors, at most 4.")
    @Nullable Integer threads;

    boolean isRequested() {
        return in != null;
    }

    InputForm form() {
        if (format == null) {
            throw new ToolException("--in: has no form; use --format FORM");
        }
        try {
            return InputForm.parse(format);
        } catch (FormException e) {
            throw new ToolException("--format " + JsonText.shorten(format) + ": " + e.getMessage());
        }
    }

    int threadCount() {
        if (threads == null) {
            return Math.min(Runtime.getRuntime().availableProcessors(), 4);
        }
        if (threads < 1 || threads > MAX_THREADS) {
            throw new ToolException(
                    "--threads " + threads + ": is outside 1.." + MAX_THREADS + "; use 1 to " + MAX_THREADS);
        }
        return threads;
    }

    void check() {
        if (skipLines < 0) {
            throw new ToolException("--skip-lines " + skipLines + ": is negative; use 0 or more");
        }
        if (maxErrors != null && maxErrors < 0) {
            throw new ToolException("--max-errors " + maxErrors + ": is negative; use 0 or more");
        }
    }

    /** Returns the options of the form; {@code mayOmitTime} is true for rules without dates. */
    FormOptions formOptions(boolean mayOmitTime) {
        return new FormOptions(
                columnMap(), headerChoice(), pattern, time, zoneId(), checkedYear(), sideChoice(), mayOmitTime);
    }

    @Nullable ZoneId zoneId() {
        if (zone == null) {
            return null;
        }
        try {
            return Zones.parse(zone);
        } catch (IllegalArgumentException e) {
            throw new ToolException("--zone " + JsonText.shorten(zone) + ": " + e.getMessage());
        }
    }

    /** Returns the forms of a time on the command line; local time needs the zone. */
    List<TimeForm> timeForms() {
        try {
            if (time != null) {
                return List.of(TimeForm.of(time, zoneId(), checkedYear()));
            }
        } catch (IllegalArgumentException e) {
            throw new ToolException("--time " + JsonText.shorten(time) + ": " + e.getMessage());
        }
        ZoneId local = zoneId();
        return local == null ? List.of(TimeForm.auto()) : List.of(TimeForm.auto(), TimeForm.iso(local));
    }

    private @Nullable Integer checkedYear() {
        if (year != null && (year < 1970 || year > 2199)) {
            throw new ToolException("--year " + year + ": is outside 1970..2199; use a year within it");
        }
        return year;
    }

    private FormOptions.SideChoice sideChoice() {
        return choice("--side", side, FormOptions.SideChoice.AUTO, "source, destination or auto");
    }

    private FormOptions.Header headerChoice() {
        return choice("--header", header, FormOptions.Header.AUTO, "auto, yes or no");
    }

    private static <E extends Enum<E>> E choice(String option, @Nullable String text, E byDefault, String choices) {
        if (text == null) {
            return byDefault;
        }
        for (E each : byDefault.getDeclaringClass().getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw new ToolException(option + " " + JsonText.shorten(text) + ": is not a choice; use " + choices);
    }

    private Map<Role, String> columnMap() {
        Map<Role, String> all = new EnumMap<>(Role.class);
        if (columns == null) {
            return all;
        }
        for (String part : columns.split(",", -1)) {
            int equals = part.indexOf('=');
            Role role = equals < 0 ? null : role(part.substring(0, equals));
            String column = part.substring(equals + 1);
            if (role == null || column.isEmpty() || all.put(role, column) != null) {
                throw new ToolException("--columns " + JsonText.shorten(columns)
                        + ": is not a list of columns; use each of time, time2, ip, port, ip2, port2, proto at most once,"
                        + " such as time=1,ip=3,port=4");
            }
        }
        return all;
    }

    private static @Nullable Role role(String name) {
        for (Role role : Role.values()) {
            if (role.columnName().equals(name)) {
                return role;
            }
        }
        return null;
    }
}
