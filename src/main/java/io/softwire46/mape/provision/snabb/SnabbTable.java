package io.softwire46.mape.provision.snabb;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextPlaces;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a configuration that concern softwires. The parser skips all other blocks, and counts their statements. It
 * ends at the first syntax error.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class SnabbTable {
    private static final int MAX_DEPTH = 64;
    static final String CONFIG = "softwire-config";
    static final String TABLE = "binding-table";
    static final String SOFTWIRE = "softwire";
    private static final String PSID_MAP = "psid-map";
    private static final String PORT_SET = "port-set";
    private static final String INTERNAL = "internal-interface";
    private static final String MTU = "mtu";
    private static final String HAIRPINNING = "hairpinning";

    /** Kinds of blocks. */
    private enum Block {
        ROOT,
        CONFIG,
        TABLE,
        SOFTWIRE,
        PSID_MAP,
        PORT_SET,
        INTERNAL,
        OTHER
    }

    private final String text;
    private final SnabbTokens tokens;
    private final TextPlaces places;
    private final DomainReading reading;
    private final List<SnabbEntry> softwires = new ArrayList<>();
    private final List<SnabbEntry> psidMaps = new ArrayList<>();
    private final List<Integer> relays = new ArrayList<>();
    private final Map<String, Integer> options = new HashMap<>();
    private final Deque<Block> open = new ArrayDeque<>();

    /** Offsets of the blocks that are open. */
    private final Deque<Integer> starts = new ArrayDeque<>();

    private @Nullable SnabbEntry entry;

    /** Offsets of the first two words of the current statement, and their number. */
    private int first;

    private int second;
    private int words;

    private SnabbTable(String text, DomainReading reading) {
        this.text = text;
        this.reading = reading;
        tokens = new SnabbTokens(text);
        places = new TextPlaces(text);
        open.push(Block.ROOT);
    }

    static SnabbTable read(String text, DomainReading reading) {
        SnabbTable table = new SnabbTable(text, reading);
        while (table.next()) {
            // one token after the other
        }
        return table;
    }

    List<SnabbEntry> softwires() {
        return softwires;
    }

    List<SnabbEntry> psidMaps() {
        return psidMaps;
    }

    /** Returns the {@code br-address} leaves of the table itself. */
    List<Word> relays() {
        return relays.stream().map(this::word).toList();
    }

    @Nullable Word mtu() {
        return option(MTU);
    }

    @Nullable Word hairpinning() {
        return option(HAIRPINNING);
    }

    private @Nullable Word option(String name) {
        Integer offset = options.get(name);
        return offset == null ? null : word(offset);
    }

    Location place(int offset) {
        return places.of(offset);
    }

    private Word word(int offset) {
        return new Word(SnabbTokens.word(text, offset), place(offset));
    }

    /** Returns a value; null if it is absent. */
    @Nullable Word value(SnabbEntry of, SnabbLeaf leaf) {
        return of.has(leaf) ? word(of.offset(leaf)) : null;
    }

    private boolean next() {
        return switch (tokens.next(open.size() == 1 && words == 0)) {
            case WORD -> word();
            case OPEN -> open();
            case CLOSE -> close();
            case END_OF_STATEMENT -> statement();
            case BROKEN -> refuse(tokens.start(), "begins a comment or a string without an end; add the end");
            case END -> end();
        };
    }

    private boolean word() {
        first = words == 0 ? tokens.start() : first;
        second = words == 1 ? tokens.start() : second;
        words++;
        return true;
    }

    private boolean open() {
        if (words == 0) {
            return refuse(tokens.start(), "has no words before it; add the name of a block");
        }
        if (open.size() > MAX_DEPTH) {
            return refuse(tokens.start(), "exceeds " + MAX_DEPTH + " nested braces; remove some");
        }
        Block block = block(open.element(), SnabbTokens.word(text, first));
        if (block == Block.SOFTWIRE) {
            entry = new SnabbEntry(first);
            softwires.add(entry);
        } else if (block == Block.PSID_MAP) {
            entry = new SnabbEntry(first);
            psidMaps.add(entry);
        } else if (block == Block.OTHER) {
            reading.skip();
        }
        open.push(block);
        starts.push(first);
        words = 0;
        return true;
    }

    private static Block block(Block in, String name) {
        return switch (name) {
            case CONFIG -> in == Block.ROOT ? Block.CONFIG : Block.OTHER;
            case TABLE -> in == Block.ROOT || in == Block.CONFIG ? Block.TABLE : Block.OTHER;
            case SOFTWIRE -> in == Block.ROOT || in == Block.TABLE ? Block.SOFTWIRE : Block.OTHER;
            case PSID_MAP -> in == Block.ROOT || in == Block.TABLE ? Block.PSID_MAP : Block.OTHER;
            case PORT_SET -> in == Block.SOFTWIRE ? Block.PORT_SET : Block.OTHER;
            case INTERNAL -> in == Block.CONFIG ? Block.INTERNAL : Block.OTHER;
            default -> Block.OTHER;
        };
    }

    private boolean close() {
        if (words > 0) {
            return refuse(first, "has no semicolon; add it before the closing brace");
        }
        if (open.size() == 1) {
            return refuse(tokens.start(), "has no opening brace; add the beginning of the configuration");
        }
        open.pop();
        starts.pop();
        return true;
    }

    private boolean statement() {
        int count = words;
        words = 0;
        if (count == 0) {
            return true;
        }
        switch (open.element()) {
            case SOFTWIRE -> leaf(SnabbLeaf.OF_SOFTWIRE, count);
            case PORT_SET -> leaf(SnabbLeaf.OF_PORT_SET, count);
            case PSID_MAP -> leaf(SnabbLeaf.OF_PSID_MAP, count);
            case TABLE, ROOT -> relay(count);
            case INTERNAL -> internal(count);
            case CONFIG, OTHER -> reading.skip();
        }
        return true;
    }

    private void leaf(List<SnabbLeaf> known, int count) {
        String name = SnabbTokens.word(text, first);
        SnabbLeaf leaf = SnabbLeaf.of(name, known).orElse(null);
        if (leaf == null) {
            List<String> names = SnabbLeaf.names(known);
            refuse(
                    first,
                    "is not known below " + SnabbTokens.word(text, starts.element())
                            + reading.knownNames().remedy(name, names));
        } else if (entry != null && hasValue(count) && !entry.set(leaf, second)) {
            reading.refuse(
                    place(second),
                    name,
                    SnabbTokens.word(text, second),
                    "is set again in the same entry; remove one of them");
        }
    }

    private boolean hasValue(int count) {
        if (count == 2) {
            return true;
        }
        String name = SnabbTokens.word(text, first);
        if (count < 2) {
            reading.refuse(place(first), name, Finding.MISSING, "has no value; add it");
        } else {
            reading.refuse(
                    place(second),
                    name,
                    SnabbTokens.word(text, second),
                    "is followed by another word; add a semicolon after the value");
        }
        return false;
    }

    private void relay(int count) {
        if (!SnabbTokens.word(text, first).equals(SnabbLeaf.BR_ADDRESS.toString())) {
            reading.skip();
        } else if (hasValue(count)) {
            relays.add(second);
        }
    }

    private void internal(int count) {
        String name = SnabbTokens.word(text, first);
        if (!name.equals(MTU) && !name.equals(HAIRPINNING)) {
            reading.skip();
        } else if (hasValue(count)) {
            options.put(name, second);
        }
    }

    private boolean end() {
        if (words > 0) {
            refuse(first, "has no semicolon at the end of the text; add it");
        } else if (open.size() > 1) {
            refuse(starts.element(), "has no closing brace before the end of the text; add it");
        }
        return false;
    }

    private boolean refuse(int offset, String message) {
        reading.refuse(place(offset), "line", shown(offset), message);
        return false;
    }

    private String shown(int offset) {
        return text.startsWith("/*", offset) ? "/*" : SnabbTokens.word(text, offset);
    }
}
