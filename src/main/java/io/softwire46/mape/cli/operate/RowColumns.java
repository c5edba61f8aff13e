package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.json.JsonText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the columns that {@code --serve} reads, from 0, and names of those that it writes.
 *
 * <p>Immutable.
 *
 * @param ip column of the address
 * @param port column of the port, or -1
 * @param protocol column of the protocol, or -1
 * @param time column of the time, or -1
 * @param fields names of output columns
 */
record RowColumns(int ip, int port, int protocol, int time, List<String> fields) {
    private static final List<String> NAMES = List.of("ip", "port", "proto", "time");
    private static final String DEFAULT_COLUMNS = "ip=1,port=2,proto=3,time=4";
    private static final List<String> FIELDS =
            List.of("result", "prefix", "mapAddress", "psid", "rule", "version", "reason", "answer");
    private static final int MAX_COLUMNS = 512;

    static RowColumns parse(@Nullable String columns, @Nullable String fields) {
        int[] places = {-1, -1, -1, -1};
        String text = columns == null ? DEFAULT_COLUMNS : columns;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            int role = equals < 0 ? -1 : NAMES.indexOf(part.substring(0, equals));
            String number = part.substring(equals + 1);
            boolean isColumn = number.matches("[1-9][0-9]{0,2}") && Integer.parseInt(number) <= MAX_COLUMNS;
            if (role < 0 || places[role] >= 0 || !isColumn) {
                throw new ToolException("--columns " + JsonText.shorten(text)
                        + ": is not a list of column numbers; use the form " + DEFAULT_COLUMNS);
            }
            places[role] = Integer.parseInt(number) - 1;
        }
        if (places[0] < 0) {
            throw new ToolException("--columns " + JsonText.shorten(text) + ": has no ip; add ip=1");
        }
        List<String> names = fields == null ? List.of("prefix") : Arrays.asList(fields.split(",", -1));
        for (String name : names) {
            if (!FIELDS.contains(name)) {
                throw new ToolException("--fields " + JsonText.shorten(name) + ": is not a field; use some of "
                        + String.join(",", FIELDS));
            }
        }
        return new RowColumns(places[0], places[1], places[2], places[3], List.copyOf(names));
    }
}
