package io.softwire46.mape.provision.yang;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.SecureXml;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Parses YANG data in XML (RFC 7950): the elements {@code br-instances} and {@code interfaces} at any depth, so that {@code data},
 * {@code config}, {@code rpc-reply} and {@code edit-config} may be around them. Document type declarations are refused (RFC 6241
 * section 3), entities are not resolved, and the depth is limited.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class YangXmlParser implements SecureXml.Handler {
    private static final String NAMESPACES = "urn:ietf:params:xml:ns:yang:";
    private static final String NETCONF = "urn:ietf:params:xml:ns:netconf:base:1.0";

    private final DomainReading reading;
    private final Deque<YangXmlElement> open = new ArrayDeque<>();
    private final List<JsonObject> roots = new ArrayList<>();

    /** Depth of the element that is read; 0 outside of one. */
    private int rootDepth;

    /** Depth of the element that an operation removes; 0 outside of one. */
    private int removedDepth;

    private YangXmlParser(DomainReading reading) {
        this.reading = reading;
    }

    /** Returns the elements as objects with one member each; an error is added to {@code reading}. */
    static List<JsonObject> parse(String text, DomainReading reading) {
        YangXmlParser parser = new YangXmlParser(reading);
        SecureXml.parse(text, reading, parser);
        return parser.roots;
    }

    @Override
    public void text(String text) {
        if (rootDepth > 0) {
            open.element().append(text);
        }
    }

    @Override
    public void start(XMLStreamReader in, Location place) {
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
    }

    private static boolean isRoot(YangXmlElement element) {
        return element.name().equals(SoftwireYang.INSTANCES)
                || (element.name().equals("interfaces")
                        && (element.module().isEmpty() || element.module().equals(YangNames.INTERFACES)));
    }

    private static String rootModule(YangXmlElement root) {
        return root.name().equals(SoftwireYang.INSTANCES) ? YangNames.BR : YangNames.INTERFACES;
    }

    @Override
    public void end(XMLStreamReader in) {
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
                element.place(),
                DomainSyntax.warning(JsonText.shorten(element.name()), "text", message, SecureXml.RFC)));
    }

    /** Returns the module of a namespace; the namespace itself if it is of no module. */
    private static String module(@Nullable String uri) {
        if (uri == null) {
            return "";
        }
        return uri.startsWith(NAMESPACES) ? uri.substring(NAMESPACES.length()) : uri;
    }
}
