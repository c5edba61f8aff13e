package io.softwire46.mape.provision.yang;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.MissingResourceException;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Parses YANG data in XML (RFC 7950): the elements {@code br-instances} and {@code interfaces} at any depth, so that {@code data},
 * {@code config}, {@code rpc-reply} and {@code edit-config} may be around them. Document type declarations are refused (RFC 6241
 * section 3), entities are not resolved, and the depth is limited.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class YangXmlParser {
    static final String RFC = "RFC 6241 section 3";

    private static final String MALFORMED = "is not well-formed; check the tags and entities up to this place";
    private static final int MAX_DEPTH = 64;
    private static final String NAMESPACES = "urn:ietf:params:xml:ns:yang:";
    private static final String NETCONF = "urn:ietf:params:xml:ns:netconf:base:1.0";

    /** Matches the XML declaration, which must be at the very beginning, but is often below an empty line. */
    private static final Pattern DECLARATION = Pattern.compile("<\\?xml\\s[^?]{0,200}\\?>");

    /** End of a NETCONF message (RFC 6242 section 4.3). */
    private static final String END_OF_MESSAGE = "]]>]]>";

    private final DomainReading reading;
    private final XmlTags tags;
    private final Deque<YangXmlElement> open = new ArrayDeque<>();
    private final List<JsonObject> roots = new ArrayList<>();

    /** Location of the last start tag. */
    private Location last = Location.START;

    /** Depth of the element that is read; 0 outside of one. */
    private int rootDepth;

    /** Depth of the element that an operation removes; 0 outside of one. */
    private int removedDepth;

    private YangXmlParser(String text, DomainReading reading) {
        this.reading = reading;
        tags = new XmlTags(text);
    }

    /** Returns the elements as objects with one member each; an error is added to {@code reading}. */
    static List<JsonObject> parse(String text, DomainReading reading) {
        String plain = plain(text);
        YangXmlParser parser = new YangXmlParser(plain, reading);
        Location documentType = parser.tags.documentType();
        if (!documentType.equals(Location.NONE)) {
            parser.refuse(documentType, "DOCTYPE", "is a document type declaration, which is not allowed; remove it");
            return List.of();
        }
        try {
            parser.run(factory().createXMLStreamReader(new StringReader(plain)));
        } catch (XMLStreamException e) {
            parser.refuse(place(e.getLocation()), "XML", MALFORMED);
        } catch (MissingResourceException e) { // the JDK has no text for some of its errors
            parser.refuse(parser.last, "XML", MALFORMED);
        }
        return parser.roots;
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
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> characters(in.getText());
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    refuse(
                            place(in.getLocation()),
                            "entity",
                            "is an entity of its own, which is not read; write its text");
                default -> true;
            };
        }
    }

    private boolean refuse(Location place, String field, String message) {
        reading.add(Locations.put(place, DomainSyntax.error(field, "text", message, RFC)));
        return false;
    }

    private boolean characters(String text) {
        if (rootDepth > 0) {
            open.element().append(text);
        }
        return true;
    }

    private boolean start(XMLStreamReader in) {
        Location place = tags.next();
        last = place;
        if (open.size() == MAX_DEPTH) {
            return refuse(place, "XML", "has more than " + MAX_DEPTH + " elements within each other");
        }
        String uri = in.getNamespaceURI();
        YangXmlElement element = new YangXmlElement(module(uri), in.getLocalName(), place);
        open.push(element);
        if (rootDepth == 0 && isRoot(element)) {
            rootDepth = open.size();
            String module = rootModule(element);
            if (!element.module().equals(module) && !element.module().isEmpty()) {
                reading.add(Locations.put(
                        place,
                        DomainSyntax.warning(
                                element.name(),
                                JsonText.shorten(element.module()),
                                "is not the namespace of its module, " + NAMESPACES + module
                                        + "; the element is read nevertheless",
                                YangNames.BR_RFC)));
            }
        }
        String operation = in.getAttributeValue(NETCONF, "operation");
        if (removedDepth == 0 && operation != null && (operation.equals("delete") || operation.equals("remove"))) {
            removedDepth = open.size();
            reading.add(Locations.put(
                    place,
                    DomainSyntax.info(
                            element.name(),
                            operation,
                            "is the operation of the element, which is skipped",
                            "RFC 6241 section 7.2")));
        }
        return true;
    }

    private static boolean isRoot(YangXmlElement element) {
        return element.name().equals(SoftwireYang.INSTANCES)
                || (element.name().equals("interfaces")
                        && (element.module().isEmpty() || element.module().equals(YangNames.INTERFACES)));
    }

    private static String rootModule(YangXmlElement root) {
        return root.name().equals(SoftwireYang.INSTANCES) ? YangNames.BR : YangNames.INTERFACES;
    }

    private boolean end(XMLStreamReader in) {
        YangXmlElement element = open.pop();
        if (rootDepth > 0 && element.name().equals("type")) {
            identity(element, in);
        }
        int depth = open.size() + 1;
        boolean kept = removedDepth == 0;
        if (depth == removedDepth) {
            removedDepth = 0;
        }
        if (depth == rootDepth) {
            rootDepth = 0;
            if (kept) {
                String prefix = element.module().isEmpty() ? "" : rootModule(element) + ":";
                roots.add(element.toRoot(prefix + element.name(), this::warn));
            }
        } else if (rootDepth > 0 && kept) {
            open.element().add(element);
        }
        return true;
    }

    /** RFC 7950 section 9.10.3: an identity has the prefix of a namespace. */
    private static void identity(YangXmlElement element, XMLStreamReader in) {
        String text = element.text();
        int colon = text.indexOf(':');
        String module = module(colon < 0 ? in.getNamespaceURI() : in.getNamespaceURI(text.substring(0, colon)));
        if (!module.isEmpty()) {
            element.setIdentity(module, text.substring(colon + 1));
        }
    }

    private void warn(YangXmlElement element, String message) {
        reading.add(Locations.put(
                element.place(), DomainSyntax.warning(JsonText.shorten(element.name()), "text", message, RFC)));
    }

    /** Returns the module of a namespace; the namespace itself if it is of no module. */
    private static String module(@Nullable String uri) {
        if (uri == null) {
            return "";
        }
        return uri.startsWith(NAMESPACES) ? uri.substring(NAMESPACES.length()) : uri;
    }
}
