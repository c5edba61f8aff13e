package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.Location;

/**
 * Locations of the start tags of an XML text, in their order. A parser reports the end of a tag, and counts from the last line end
 * of its buffer; this class finds the beginning. The text must be well-formed up to the tag.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class XmlTags {
    private final String text;
    private int at;
    private int counted;
    private int line = 1;
    private int lineStart;

    XmlTags(String text) {
        this.text = text;
    }

    /** Returns the location of a document type declaration, which precedes the first tag; otherwise none. */
    Location documentType() {
        int from = text.indexOf('<');
        while (text.startsWith("<!--", from) || text.startsWith("<?", from)) {
            int end = text.startsWith("<?", from) ? after("?>", from) : after("-->", from + 4);
            from = text.indexOf('<', end);
        }
        if (!text.startsWith("<!DOCTYPE", from)) {
            return Location.NONE;
        }
        count(from);
        return Location.of(line, text.codePointCount(lineStart, counted) + 1);
    }

    /** Returns the location of the next start tag; the last location if there is none. */
    Location next() {
        int from = text.indexOf('<', at);
        while (from >= 0) {
            if (text.startsWith("<!--", from)) {
                at = after("-->", from + 4);
            } else if (text.startsWith("<![CDATA[", from)) {
                at = after("]]>", from);
            } else if (text.startsWith("<?", from)) {
                at = after("?>", from);
            } else if (text.startsWith("</", from) || text.startsWith("<!", from)) {
                at = after(">", from);
            } else {
                at = afterTag(from);
                count(from);
                break;
            }
            from = text.indexOf('<', at);
        }
        return Location.of(line, text.codePointCount(lineStart, counted) + 1);
    }

    private int after(String end, int from) {
        int found = text.indexOf(end, from);
        return found < 0 ? text.length() : found + end.length();
    }

    private int afterTag(int from) {
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            }
        }
        return text.length();
    }

    private void count(int to) {
        for (; counted < to; counted++) {
            char c = text.charAt(counted);
            boolean pair = c == '\r' && counted + 1 < text.length() && text.charAt(counted + 1) == '\n';
            if (c == '\n' || (c == '\r' && !pair)) {
                line++;
                lineStart = counted + 1;
            }
        }
    }
}
