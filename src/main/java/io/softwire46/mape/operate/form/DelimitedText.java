package io.softwire46.mape.operate.form;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits the first line of an input into texts, for its header. Static methods only.
 */
final class DelimitedText {
    private DelimitedText() {}

    /** Returns the fields of a line; quotes are those of RFC 4180 if the delimiter is a comma. */
    static List<String> split(byte[] octets, int from, int to, char delimiter) {
        String line = new String(octets, from, to - from, StandardCharsets.UTF_8);
        if (line.indexOf('\r') >= 0) {
            throw new FormException("has carriage returns inside its first line; use line ends LF or CR LF");
        }
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && delimiter == ',') {
                if (isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    field.append(c);
                    i++;
                } else {
                    isQuoted = !isQuoted;
                }
            } else if (c == delimiter && !isQuoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
