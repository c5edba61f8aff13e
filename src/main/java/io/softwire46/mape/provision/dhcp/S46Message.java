package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.OptionOctets.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message between client and server (RFC 8415 section 8), perhaps taken out of the messages of relay agents (section 9).
 *
 * <pre>
 * message     msg-type(1) transaction-id(3) options
 * RELAY-FORW  msg-type(1) hop-count(1) link-address(16) peer-address(16) options, of which one is OPTION_RELAY_MSG
 * </pre>
 *
 * <p>Immutable.
 *
 * @param octets octets up to the end of the message; offsets of findings count from the first of them
 * @param at offset of the message type
 */
@SuppressWarnings("ArrayRecordComponent") // shared, not changed, and not compared
record S46Message(byte[] octets, int at) {
    static final int ADVERTISE = 2;
    static final int REPLY = 7;
    static final int DHCPV4_RESPONSE = 21;

    private static final int RELAY_FORW = 12;
    private static final int RELAY_REPL = 13;
    private static final int RELAY_HEADER = 34;
    private static final int OPTION_RELAY_MSG = 9;
    private static final String RELAY_RFC = "RFC 8415 section 9";

    /** Maximum number of relay agents between client and server. RFC 8415 section 7.6: HOP_COUNT_LIMIT is 8. */
    static final int MAX_RELAYS = 32;

    /**
     * A message, or the error that hides it.
     *
     * @param findings warnings, or the error
     */
    record Unwrapped(@Nullable S46Message message, List<Finding> findings) {}

    /** Returns the message that begins at an offset; if it is one of a relay agent, the message inside. */
    static Unwrapped unwrap(byte[] all, int from) {
        byte[] octets = all;
        int at = from;
        List<Finding> findings = new ArrayList<>();
        for (int relays = 0; ; relays++) {
            if (octets.length - at < OptionOctets.HEADER) {
                return refused(
                        at,
                        octets.length - at + " octets",
                        "is shorter than the header of a DHCPv6 message; use a complete message",
                        "RFC 8415 section 8");
            }
            if (!isRelayed(octets[at])) {
                return new Unwrapped(new S46Message(octets, at), findings);
            }
            if (relays == MAX_RELAYS) {
                return refused(
                        at,
                        relays + " relay agents",
                        "exceed the maximum of this reader; use the message inside them",
                        "RFC 8415 section 7.6");
            }
            Option inner = null;
            for (Option each : OptionOctets.split(octets, Math.min(at + RELAY_HEADER, octets.length), octets.length)
                    .list()) {
                if (each.code() != OPTION_RELAY_MSG) {
                    continue;
                }
                if (inner != null) {
                    findings.add(Locations.put(
                            Location.octet(each.at()),
                            DomainSyntax.warning(
                                    "OPTION_RELAY_MSG",
                                    Finding.MISSING,
                                    "is a duplicate and is ignored; the first option is used",
                                    RELAY_RFC)));
                } else {
                    inner = each;
                }
            }
            if (inner == null) {
                return refused(
                        at,
                        "msg-type " + octets[at],
                        "is of a relay agent and has no complete OPTION_RELAY_MSG; use the message inside it",
                        RELAY_RFC);
            }
            octets = Arrays.copyOf(octets, inner.to());
            at = inner.from();
        }
    }

    private static Unwrapped refused(int at, String value, String message, String rfc) {
        return new Unwrapped(
                null, List.of(Locations.put(Location.octet(at), DomainSyntax.error("message", value, message, rfc))));
    }

    private static boolean isRelayed(byte type) {
        return type == RELAY_FORW || type == RELAY_REPL;
    }

    /** Returns the message type, 0 to 255. */
    int type() {
        return OptionOctets.u8(octets, at);
    }

    /** Returns the offset of the first option. */
    int from() {
        return at + OptionOctets.HEADER;
    }

    List<Option> options() {
        return OptionOctets.split(octets, from(), octets.length).list();
    }

    /** Returns whether the message has a softwire container. */
    boolean hasContainer() {
        return options().stream()
                .anyMatch(option -> S46Container.Mechanism.of(option.code()).isPresent());
    }

    /** Returns whether the options end with the last octet. RFC 8415 section 24: option code 0 is reserved. */
    boolean isComplete() {
        OptionOctets.Options all = OptionOctets.split(octets, from(), octets.length);
        return all.end() == octets.length && all.list().stream().noneMatch(option -> option.code() == 0);
    }

    /** Returns the name of the message type in RFC 8415 section 7.3. */
    String name() {
        return switch (type()) {
            case ADVERTISE -> "ADVERTISE";
            case REPLY -> "REPLY";
            case DHCPV4_RESPONSE -> "DHCPV4-RESPONSE";
            default -> "msg-type " + type();
        };
    }
}
