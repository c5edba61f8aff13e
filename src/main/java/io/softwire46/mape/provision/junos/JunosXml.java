package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.SecureXml;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output of {@code show configuration | display xml}, or a NETCONF message: the elements below {@code configuration}. An
 * element {@code name} is the name of a list entry, an empty element is a flag, and the attribute {@code inactive} marks a level.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosXml implements SecureXml.Handler {
    private static final String ROOT = "configuration";
    private static final String NAME = "name";
    private static final String INACTIVE = "inactive";

    /** An open element below the root. */
    private static final class Element {
        final String name;
        final Location value;
        final StringBuilder text = new StringBuilder();
        boolean named;
        boolean hasLevels;

        Element(String name, Location value) {
            this.name = name;
            this.value = value;
        }
    }

    private final JunosLevels levels;
    private final Deque<Element> open = new ArrayDeque<>();
    private int depth;

    /** Depth of the root; 0 outside of it. */
    private int rootDepth;

    /** Depth of an element that is ignored with its content; 0 outside of one. */
    private int ignoredDepth;

    private JunosXml(StatementDispatcher statements) {
        levels = new JunosLevels(statements);
    }

    static void read(String text, StatementDispatcher statements, DomainReading reading) {
        SecureXml.parse(text, reading, new JunosXml(statements));
    }

    @Override
    public void start(XMLStreamReader in, Location place) {
        depth++;
        String name = in.getLocalName();
        if (rootDepth == 0) {
            rootDepth = name.equals(ROOT) ? depth : 0;
        } else if (ignoredDepth == 0 && isComment(in)) {
            ignoredDepth = depth;
        } else if (ignoredDepth == 0) {
            element(in, name, place);
        }
    }

    /** Returns whether an element is an annotation, such as {@code junos:comment}. */
    private static boolean isComment(XMLStreamReader in) {
        return "junos".equals(in.getPrefix());
    }

    private void element(XMLStreamReader in, String name, Location place) {
        JunosLine.Word word = new JunosLine.Word(name, place);
        // A tag without attributes has its value directly after it.
        boolean plain = in.getAttributeCount() == 0
                && in.getNamespaceCount() == 0
                && in.getPrefix().isEmpty();
        Location value = plain ? Location.of(place.line(), place.column() + name.length() + 2) : place;
        Element outer = open.peek();
        if (outer == null || !name.equals(NAME) || outer.named) {
            if (outer != null) {
                outer.hasLevels = true;
            }
            String operation = attribute(in, "operation");
            if (operation.equals("delete")
                    || operation.equals("remove")
                    || !attribute(in, "delete").isEmpty()) {
                levels.refuse(
                        word, "would be deleted, which is not supported; remove the element and those that it deletes");
            }
            levels.open(word, attribute(in, INACTIVE).isEmpty() ? null : new JunosLine.Word(INACTIVE, place));
        }
        open.push(new Element(name, value));
    }

    private static String attribute(XMLStreamReader in, String name) {
        for (int i = 0; i < in.getAttributeCount(); i++) {
            if (in.getAttributeLocalName(i).equals(name)) {
                return in.getAttributeValue(i);
            }
        }
        return "";
    }

    @Override
    public void text(String text) {
        Element element = open.peek();
        if (element != null && ignoredDepth == 0) {
            element.text.append(text);
        }
    }

    @Override
    public void end(XMLStreamReader in) {
        int closed = depth--;
        if (closed == rootDepth) {
            rootDepth = 0;
        } else if (closed == ignoredDepth) {
            ignoredDepth = 0;
        } else if (rootDepth > 0 && ignoredDepth == 0) {
            end(open.pop(), open.peek());
        }
    }

    private void end(Element element, @Nullable Element outer) {
        String text = element.text.toString().strip();
        JunosLine.Word value = new JunosLine.Word(text, element.value);
        if (outer != null && element.name.equals(NAME) && !outer.named) {
            outer.named = true;
            levels.append(value);
            return;
        }
        if (!text.isEmpty() && !element.hasLevels) {
            levels.append(value);
        }
        levels.close(!element.hasLevels);
    }
}
