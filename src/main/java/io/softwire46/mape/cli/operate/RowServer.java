package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.Answer;
import io.softwire46.mape.operate.LookupQuery;
import io.softwire46.mape.operate.lookup.AddressText;
import io.softwire46.mape.operate.lookup.Protocols;
import io.softwire46.mape.operate.time.TimeForm;
import io.softwire46.mape.operate.time.TimeValue;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers rows of the form TabSeparated on standard input, one row of output per row, whatever the row is. Output is sent when no
 * more input is waiting, and whenever its buffer is full.
 *
 * <p>Not thread-safe: use one instance per input.
 */
final class RowServer {
    private static final int BUFFER_OCTETS = 1 << 16;
    private static final int MAX_LINE = 1 << 20;
    private static final String NULL = "\\N";

    private final RowColumns columns;
    private final TimeForm timeForm;
    private final boolean isDated;
    private final Function<LookupQuery, Answer> finder;
    private final TimeValue time = new TimeValue();

    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private int start;
    private int end;

    RowServer(RowColumns columns, TimeForm timeForm, boolean isDated, Function<LookupQuery, Answer> finder) {
        this.columns = columns;
        this.timeForm = timeForm;
        this.isDated = isDated;
        this.finder = finder;
    }

    /**
     * Answers all rows.
     *
     * @param hasChunkHeaders whether each chunk begins with a line that has its number of rows
     */
    int serve(InputStream in, OutputStream target, boolean hasChunkHeaders) throws IOException {
        OutputStream out = new BufferedOutputStream(target, BUFFER_OCTETS);
        long rows = 0;
        while (true) {
            byte[] line = line(in);
            if (line == null) {
                out.flush();
                return ExitStatus.DONE;
            }
            if (hasChunkHeaders && rows == 0) {
                rows = rowCount(line, out);
                continue;
            }
            rows--;
            out.write(answer(line).getBytes(StandardCharsets.UTF_8));
            if (start == end && in.available() == 0) {
                out.flush();
            }
        }
    }

    private static long rowCount(byte[] line, OutputStream out) throws IOException {
        String text = new String(line, StandardCharsets.UTF_8);
        if (!text.matches("0|[1-9][0-9]{0,17}")) {
            out.flush();
            throw new ToolException("standard input: " + JsonText.quote(text)
                    + " is not the number of rows of a chunk; omit --chunk-header if chunks have none");
        }
        return Long.parseLong(text);
    }

    /** Returns the next line without its end, LF or CRLF, at most one octet longer than the limit; null at the end of the input. */
    private byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        boolean isEmpty = true;
        while (true) {
            if (start == end) {
                start = 0;
                end = Math.max(in.read(buffer), 0);
                if (end == 0) {
                    return isEmpty ? null : line.toByteArray();
                }
            }
            isEmpty = false;
            int at = start;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, start, Math.min(at - start, MAX_LINE + 1 - line.size()));
            start = at;
            if (at < end) {
                start++;
                return withoutReturn(line.toByteArray());
            }
        }
    }

    private static byte[] withoutReturn(byte[] line) {
        int length = line.length;
        return length > 0 && line[length - 1] == '\r' ? Arrays.copyOf(line, length - 1) : line;
    }

    private String answer(byte[] line) {
        Answer answer = line.length > MAX_LINE
                ? Answer.badLine("line: is longer than 1 MiB; use shorter lines")
                : find(fields(new String(line, StandardCharsets.UTF_8)));
        StringBuilder row = new StringBuilder();
        for (String name : columns.fields()) {
            row.append(row.isEmpty() ? "" : "\t");
            escape(field(answer, name), row);
        }
        return row.append('\n').toString();
    }

    private static @Nullable String field(Answer answer, String name) {
        return switch (name) {
            case "result" -> answer.result().name();
            case "prefix" -> answer.prefix();
            case "mapAddress" -> answer.mapAddress();
            case "psid" -> answer.psid() == null ? null : Integer.toString(answer.psid());
            case "rule" -> answer.rule();
            case "version" -> answer.version();
            case "reason" -> answer.reason().isEmpty() ? null : answer.reason();
            default -> answer.toJson();
        };
    }

    private static void escape(@Nullable String value, StringBuilder row) {
        if (value == null) {
            row.append(NULL);
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\t' -> row.append("\\t");
                case '\n' -> row.append("\\n");
                case '\r' -> row.append("\\r");
                case '\\' -> row.append("\\\\");
                default -> row.append(c);
            }
        }
    }

    /** Returns the fields of a row, without escapes; null for {@code \N}. */
    private static List<@Nullable String> fields(String line) {
        List<@Nullable String> fields = new ArrayList<>();
        for (String field : line.split("\t", -1)) {
            fields.add(field.equals(NULL) ? null : unescape(field));
        }
        return fields;
    }

    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '\\' || i + 1 == field.length()) {
                text.append(c);
                continue;
            }
            char next = field.charAt(++i);
            text.append(
                    switch (next) {
                        case 't' -> '\t';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        default -> next;
                    });
        }
        return text.toString();
    }

    private static @Nullable String value(List<@Nullable String> fields, int column) {
        String value = column >= 0 && column < fields.size() ? fields.get(column) : null;
        return value == null || value.isEmpty() || value.equals("-") ? null : value;
    }

    private Answer find(List<@Nullable String> fields) {
        String ip = value(fields, columns.ip());
        long ipv4 = ip == null ? AddressText.MALFORMED : AddressText.parseIpv4(ip);
        if (ipv4 == AddressText.MALFORMED) {
            return bad("ip", ip, "is not an IPv4 address; use four decimal octets without leading zeros");
        }
        String portText = value(fields, columns.port());
        int port = portText == null ? LookupQuery.NO_PORT : port(portText);
        if (port < LookupQuery.NO_PORT) {
            return bad("port", portText, "is not a port; use 0 to 65535");
        }
        String protocolText = value(fields, columns.protocol());
        int protocol = protocolText == null ? LookupQuery.NO_PROTOCOL : Protocols.parse(protocolText);
        if (protocol == Protocols.MALFORMED) {
            return bad("proto", protocolText, "is not a protocol; use " + Protocols.ACCEPTED);
        }
        String timeText = value(fields, columns.time());
        if (timeText == null) {
            return isDated
                    ? bad("time", null, "is missing; use a time")
                    : finder.apply(LookupQuery.of((int) ipv4, port, protocol, 0, 0));
        }
        byte[] octets = timeText.getBytes(StandardCharsets.UTF_8);
        if (!timeForm.read(octets, 0, octets.length, time)) {
            return bad("time", timeText, time.problem());
        }
        LookupQuery.Endpoint endpoint = new LookupQuery.Endpoint(LookupQuery.Side.SOURCE, (int) ipv4, port);
        return finder.apply(SingleQuery.timed(endpoint, protocol, time));
    }

    private static int port(String text) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i > 4 || (i == 1 && text.charAt(0) == '0')) {
                return LookupQuery.NO_PORT - 1;
            }
            number = number * 10 + c - '0';
        }
        return number > 0xffff ? LookupQuery.NO_PORT - 1 : number;
    }

    private static Answer bad(String column, @Nullable String value, String problem) {
        return Answer.badLine(column + ": " + (value == null ? "" : JsonText.quote(value) + " ") + problem);
    }
}
