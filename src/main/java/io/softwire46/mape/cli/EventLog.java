package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.Seconds;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptEvent;

/**
 * Writes the events of a NAPT as JSON Lines, with the numbers of RFC 8158 section 5.2. Remote endpoints are written only on
 * request (RFC 6888 REQ-12).
 *
 * <p>Not thread-safe: use one instance per run.
 */
final class EventLog {
    private static final int QUOTA_EXCEEDED = 13;

    private final TextOutput file;
    private final Napt44 napt;
    private final boolean withRemotes;
    private final NaptEvent event = new NaptEvent();

    EventLog(TextOutput file, Napt44 napt, boolean withRemotes) {
        this.file = file;
        this.napt = napt;
        this.withRemotes = withRemotes;
    }

    /** Writes all events since the last call; {@code startNanos} is the time of the first packet. */
    void drain(long startNanos) {
        while (napt.nextEvent(event)) {
            write(event, startNanos);
        }
    }

    /** Writes an event. */
    void write(NaptEvent each, long startNanos) {
        file.line(json -> write(json, each, startNanos));
    }

    private void write(JsonWriter json, NaptEvent each, long startNanos) {
        Seconds.field(json.beginObject(), "seconds", each.nanos() - startNanos);
        json.field("event", name(each.natEvent())).field("natEvent", each.natEvent());
        if (each.natEvent() == QUOTA_EXCEEDED) {
            json.field("quota", each.quota());
        }
        if (each.hasEndpoints()) {
            json.field("protocol", each.protocol().toString());
            json.field("inside", Addresses.toText(each.insideAddress()) + ":" + each.insidePort());
            json.field("external", Addresses.toText(each.externalAddress()) + ":" + each.externalPort());
            if (withRemotes && isSession(each)) {
                json.field("remote", Addresses.toText(each.remoteAddress()) + ":" + each.remotePort());
            }
        }
        json.endObject();
    }

    private static boolean isSession(NaptEvent each) {
        return each.natEvent() == 4 || each.natEvent() == 5;
    }

    private static String name(int natEvent) {
        return switch (natEvent) {
            case 4 -> "session-create";
            case 5 -> "session-delete";
            case 8 -> "bib-create";
            case 9 -> "bib-delete";
            case 12 -> "ports-exhausted";
            case QUOTA_EXCEEDED -> "quota-exceeded";
            default -> throw new IllegalStateException("event " + natEvent);
        };
    }
}
