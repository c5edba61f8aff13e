package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.Location;
import java.io.StringReader;
import java.util.MissingResourceException;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Parses XML of routers. Document type declarations are refused (RFC 6241 section 3), entities are not resolved, and the depth is
 * limited. An empty line before the XML declaration and an end of message of NETCONF are ignored.
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class SecureXml {
    public static final String RFC = "RFC 6241 section 3";

    private static final String MALFORMED = "is not well-formed; check the tags and entities up to this place";
    private static final int MAX_DEPTH = 64;

    /** Matches the XML declaration, which must be at the very beginning, but is often below an empty line. */
    private static final Pattern DECLARATION = Pattern.compile("<\\?xml\\s[^?]{0,200}\\?>");

    /** End of a NETCONF message (RFC 6242 section 4.3). */
    private static final String END_OF_MESSAGE = "]]>]]>";

    /** Receives the elements of a text, in their order. */
    public interface Handler {
        /** Handles a start tag at a location. */
        void start(XMLStreamReader in, Location place);

        /** Handles text, in one or more parts. */
        void text(String text);

        /** Handles an end tag. */
        void end(XMLStreamReader in);
    }

    private final DomainReading reading;
    private final Handler handler;
    private final XmlTags tags;
    private int depth;

    /** Location of the last start tag. */
    private Location last = Location.START;

    private SecureXml(String text, DomainReading reading, Handler handler) {
        this.reading = reading;
        this.handler = handler;
        tags = new XmlTags(text);
    }

    /** Passes the elements of a text to a handler up to the first error, which is added to {@code reading}. */
    public static void parse(String text, DomainReading reading, Handler handler) {
        String plain = plain(text);
        SecureXml parser = new SecureXml(plain, reading, handler);
        Location documentType = parser.tags.documentType();
        if (!documentType.equals(Location.NONE)) {
            parser.refuse(documentType, "DOCTYPE", "is a document type declaration, which is not allowed; remove it");
            return;
        }
        try {
            parser.run(factory().createXMLStreamReader(new StringReader(plain)));
        } catch (XMLStreamException e) {
            parser.refuse(place(e.getLocation()), "XML", MALFORMED);
        } catch (MissingResourceException e) { // the JDK has no text for some of its errors
            parser.refuse(parser.last, "XML", MALFORMED);
        }
    }

    private static Location place(javax.xml.stream.@Nullable Location at) {
        return at == null
                ? Location.START
                : Location.of(Math.max(at.getLineNumber(), 1), Math.max(at.getColumnNumber(), 1));
    }

    /** Replaces a declaration and an end of message by spaces. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text);
        int begin = text.length() - text.stripLeading().length();
        var declaration = DECLARATION.matcher(text).region(begin, text.length());
        if (declaration.lookingAt()) {
            blank(plain, declaration.start(), declaration.end());
        }
        int end = text.stripTrailing().length();
        if (text.startsWith(END_OF_MESSAGE, end - END_OF_MESSAGE.length())) {
            blank(plain, end - END_OF_MESSAGE.length(), end);
        }
        return plain.toString();
    }

    private static void blank(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                text.setCharAt(i, ' ');
            }
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    private void run(XMLStreamReader in) throws XMLStreamException {
        boolean more = true;
        while (more && in.hasNext()) {
            more = switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> start(in);
                case XMLStreamConstants.END_ELEMENT -> end(in);
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(in.getText());
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    refuse(
                            place(in.getLocation()),
                            "entity",
                            "is an entity of its own, which is not read; write its text");
                default -> true;
            };
        }
    }

    private boolean start(XMLStreamReader in) {
        last = tags.next();
        if (depth == MAX_DEPTH) {
            return refuse(last, "XML", "has more than " + MAX_DEPTH + " elements within each other");
        }
        depth++;
        handler.start(in, last);
        return true;
    }

    private boolean text(String text) {
        handler.text(text);
        return true;
    }

    private boolean end(XMLStreamReader in) {
        depth--;
        handler.end(in);
        return true;
    }

    private boolean refuse(Location place, String field, String message) {
        reading.add(Locations.put(place, DomainSyntax.error(field, "text", message, RFC)));
        return false;
    }
}
