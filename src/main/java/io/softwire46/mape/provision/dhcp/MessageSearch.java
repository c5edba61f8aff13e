package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.capture.CaptureFormatException;
import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.capture.LinkLayer;
import io.softwire46.mape.capture.LinkType;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.OptionOctets.Option;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the message that configures a CE among packets: the last REPLY with a softwire container, otherwise the last ADVERTISE
 * with one, otherwise another message with one. Offsets of findings count from the first octet of the packet.
 *
 * <p>Not thread-safe: use one instance per input.
 */
final class MessageSearch {
    /** The largest assigned type of a DHCPv6 message (RFC 8156 section 5.3). */
    private static final int MAX_MESSAGE_TYPE = 36;

    /** Preference of a message, the best first. */
    private enum Rank {
        REPLY,
        ADVERTISE,
        WITH_CONTAINER,
        OF_SERVER,
        OTHER,
        MALFORMED
    }

    /** Link types that a packet in hexadecimal may begin with. */
    private static final int[] LINK_TYPES = {
        LinkType.RAW, LinkType.ETHERNET, LinkType.LINUX_SLL, LinkType.LINUX_SLL2, LinkType.NULL
    };

    private static final String RFC = "RFC 8415 section 7.2";
    private static final int OPTION_CLIENTID = 1;
    private static final int MAX_CLIENTS = 10_000;

    /** Maximum number of octets that are read from a compressed capture. */
    private static final long MAX_CAPTURED = 1L << 32;

    private static final int[] MAGIC = {
        0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1, 0x0a0d0d0a, 0x28b52ffd
    };
    private static final int MAGIC_GZIP = 0x1f8b;

    private final LinkLayer linkLayer = LinkLayer.create();
    private final List<Finding> notes = new ArrayList<>();
    private final Set<String> clients = new HashSet<>();
    private final Set<Integer> unsupported = new HashSet<>();
    private long packets;
    private int fragments;
    private int messages;
    private S46Message.@Nullable Unwrapped best;
    private Rank bestRank = Rank.MALFORMED;
    private long bestPacket;

    /** Returns whether octets begin as a packet capture. */
    static boolean isCapture(byte[] octets) {
        if (octets.length < 4) {
            return false;
        }
        int begin = OptionOctets.u32(octets, 0);
        if (Arrays.stream(MAGIC).anyMatch(each -> each == begin)) {
            return true;
        }
        if (begin >>> 16 != MAGIC_GZIP) {
            return false;
        }
        try (CaptureReader reader = CaptureReader.from(new ByteArrayInputStream(octets), 0)) {
            return reader.recordIndex() < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads a capture of any kind that {@link CaptureReader} reads. */
    static S46Reading readCapture(byte[] octets) {
        MessageSearch search = new MessageSearch();
        try (CaptureReader reader = CaptureReader.from(new ByteArrayInputStream(octets), 0)) {
            long captured = 0;
            while (captured <= MAX_CAPTURED && reader.next()) {
                captured += reader.capturedLength();
                search.record(reader);
            }
            if (captured > MAX_CAPTURED) {
                search.note(
                        Finding.Severity.WARNING,
                        "capture",
                        search.packets + " packets",
                        "are read, and the others are skipped; filter the capture by UDP port 547");
            }
            if (reader.damage() != null) {
                search.note(
                        Finding.Severity.WARNING,
                        "capture",
                        search.packets + " packets",
                        "are read before its damage: " + reader.damage().message());
            }
        } catch (CaptureFormatException e) {
            return S46Reading.refused(error("capture", String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return S46Reading.refused(error("capture", "cannot be read: " + e.getMessage()));
        }
        return search.read(true);
    }

    /** Reads octets of one or more packets, messages or options. */
    static S46Reading readParts(List<byte[]> parts) {
        if (parts.size() == 1) {
            return readPart(parts.get(0));
        }
        MessageSearch search = new MessageSearch();
        byte[] options = null;
        for (byte[] each : parts) {
            search.packets++;
            boolean isPacket = search.find(each);
            if (!isPacket && each.length > 0 && each[0] != 0) {
                search.message(S46Message.unwrap(each, 0));
            } else if (!isPacket && each.length > 0) {
                options = each;
            }
        }
        return options != null && search.best == null ? S46Codec.read(ByteBuffer.wrap(options)) : search.read(true);
    }

    private static S46Reading readPart(byte[] octets) {
        MessageSearch search = new MessageSearch();
        search.packets = 1;
        if (search.find(octets)) {
            return search.read(false);
        }
        return octets.length == 0 || octets[0] == 0
                ? S46Codec.read(ByteBuffer.wrap(octets))
                : S46Codec.readMessage(ByteBuffer.wrap(octets), S46Codec.Dialect.RFC7598);
    }

    /** Returns whether octets are options up to a container, a complete message, or a packet with a message. */
    static boolean isMessage(byte[] octets) {
        if (octets.length < OptionOctets.HEADER) {
            return false;
        }
        if (isPacket(octets)) {
            return true;
        }
        if (octets[0] == 0) {
            return OptionOctets.split(octets, 0, octets.length).list().stream().anyMatch(MessageSearch::isContainer)
                    || S46Container.Mechanism.of(OptionOctets.u16(octets, 0)).isPresent();
        }
        if (octets[0] < 0 || octets[0] > MAX_MESSAGE_TYPE) {
            return false;
        }
        S46Message message = S46Message.unwrap(octets, 0).message();
        return message != null && (message.hasContainer() || message.isComplete());
    }

    private static boolean isContainer(Option option) {
        return S46Container.Mechanism.of(option.code()).isPresent();
    }

    /** Returns whether octets are a packet with a message. */
    static boolean isPacket(byte[] octets) {
        return new MessageSearch().find(octets);
    }

    private void record(CaptureReader reader) {
        packets = reader.recordIndex() + 1;
        LinkLayer.Payload payload =
                linkLayer.find(reader.linkType(), reader.buffer(), reader.offset(), reader.capturedLength());
        if (payload == LinkLayer.Payload.UNSUPPORTED) {
            unsupported.add(reader.linkType());
        } else if (payload == LinkLayer.Payload.IPV6) {
            byte[] octets = new byte[reader.capturedLength()];
            reader.buffer().get(reader.offset(), octets);
            packet(octets, linkLayer.ipOffset() - reader.offset());
        }
    }

    /** Finds a message in a packet that begins with any header, down to UDP; returns whether there is one. */
    private boolean find(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        for (int type : LINK_TYPES) {
            int before = messages + fragments;
            if (linkLayer.find(type, buffer, 0, octets.length) == LinkLayer.Payload.IPV6) {
                packet(octets, linkLayer.ipOffset());
            }
            if (messages + fragments > before) {
                return true;
            }
        }
        UdpPayload payload = UdpPayload.ofDatagram(octets, 0, octets.length);
        if (payload != null && payload.isWhole()) {
            message(S46Message.unwrap(octets, payload.from()));
            return true;
        }
        return false;
    }

    private void packet(byte[] octets, int at) {
        UdpPayload payload = UdpPayload.ofPacket(octets, at);
        if (payload == null) {
            return;
        }
        if (payload.isFragment()) {
            fragments++;
        } else {
            message(S46Message.unwrap(Arrays.copyOf(octets, payload.to()), payload.from()));
        }
    }

    private void message(S46Message.Unwrapped found) {
        messages++;
        Rank rank = rank(found.message());
        if (found.message() != null && rank.compareTo(Rank.WITH_CONTAINER) <= 0 && clients.size() < MAX_CLIENTS) {
            client(found.message());
        }
        if (best == null || rank.compareTo(bestRank) <= 0) {
            best = found;
            bestRank = rank;
            bestPacket = packets;
        }
    }

    private static Rank rank(@Nullable S46Message message) {
        if (message == null) {
            return Rank.MALFORMED;
        }
        boolean container = message.hasContainer();
        return switch (message.type()) {
            case S46Message.REPLY -> container ? Rank.REPLY : Rank.OF_SERVER;
            case S46Message.ADVERTISE -> container ? Rank.ADVERTISE : Rank.OF_SERVER;
            default -> container ? Rank.WITH_CONTAINER : Rank.OTHER;
        };
    }

    private void client(S46Message message) {
        for (Option each : message.options()) {
            if (each.code() == OPTION_CLIENTID) {
                clients.add(HexFormat.of().formatHex(message.octets(), each.from(), each.to()));
            }
        }
    }

    /** Returns the reading of the message, with notes about the packets if they were several or a capture. */
    private S46Reading read(boolean named) {
        if (fragments > 0) {
            note(
                    Finding.Severity.INFO,
                    "capture",
                    fragments + " fragments",
                    "of DHCPv6 messages are skipped; reassemble them before");
        }
        S46Message.Unwrapped chosen = best;
        if (chosen == null) {
            return S46Reading.refused(error(packets + " packets", "have no DHCPv6 message over IPv6" + why()));
        }
        S46Message message = chosen.message();
        if (named && message != null) {
            note(
                    Finding.Severity.INFO,
                    "message",
                    message.name(),
                    "of packet " + bestPacket + " is read; octets count from the first of this packet");
        }
        if (clients.size() > 1) {
            note(
                    Finding.Severity.WARNING,
                    "message",
                    clients.size() + " clients",
                    "have messages with softwire options, of which the last is read; filter the packets by client");
        }
        return S46Codec.read(chosen, S46Codec.Dialect.RFC7598).withFindings(notes);
    }

    private String why() {
        StringBuilder why = new StringBuilder();
        if (!unsupported.isEmpty()) {
            why.append("; link type ")
                    .append(unsupported.stream().sorted().toList())
                    .append(" is not read, only ")
                    .append(LinkType.supportedTypes());
        }
        notes.forEach(each -> why.append("; ").append(each.value()).append(' ').append(each.message()));
        return why + "; capture UDP ports 546 and 547";
    }

    private void note(Finding.Severity severity, String field, String value, String message) {
        Finding note = DomainSyntax.info(field, value, message, RFC);
        notes.add(Locations.put(Location.NONE, note.withSeverity(severity)));
    }

    private static Finding error(String value, String message) {
        return Locations.put(Location.octet(0), DomainSyntax.error("message", value, message, RFC));
    }
}
