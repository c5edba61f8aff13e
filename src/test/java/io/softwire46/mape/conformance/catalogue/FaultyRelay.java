package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A border relay of the plainest kind, with switches for faults. Without a fault it passes every property of its role.
 *
 * <p>Not thread-safe.
 */
final class FaultyRelay implements PlainTarget {
    private final Set<Fault> faults;
    private final Capabilities capabilities;

    private World world = World.of(Role.BR, List.of());
    private FaultyOwners owners;
    private List<Received> outputs = List.of();

    FaultyRelay(Fault... faults) {
        this.faults = EnumSet.noneOf(Fault.class);
        this.faults.addAll(List.of(faults));
        this.capabilities = PlainTarget.declared(Role.BR)
                .optionDefaults(Map.of("innerFragments", "drop", "v6Reassembly", false))
                .build();
        owners = new FaultyOwners(this.faults, world);
    }

    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Configured configure(Setup setup) {
        world = World.of(setup.role(), setup.domains());
        owners = new FaultyOwners(faults, world);
        return Configured.ok();
    }

    @Override
    public void receive(Sent sent, List<Received> all) {
        outputs = all;
        if (sent.side() == Side.IPV4) {
            fromIpv4(sent.octets());
        } else {
            fromIpv6(sent.octets());
        }
    }

    private void send(Side side, byte[] octets) {
        outputs.add(new Received(side, octets, null));
    }

    // from the Internet

    private void fromIpv4(byte[] received) {
        boolean anyVersion = has(Fault.VERSION_UNCHECKED) && received.length > 0;
        byte[] read = anyVersion ? Bytes.with(received, 0, 0x40 | received[0] & 15) : received;
        byte[] packet = checked(read, has(Fault.HEADER_CHECKSUM_UNCHECKED) || read[0] != received[0]);
        if (packet.length == 0) {
            return;
        }
        boolean isMartian = isMartian(packet, 12);
        boolean isReserved = u8(packet, 12) >= 240 && u8(packet, 8) > 1;
        isMartian &= !has(Fault.MARTIANS_FORWARDED) && !(isReserved && has(Fault.RESERVED_SOURCES_FORWARDED));
        if (isMartian || isMartian(packet, 16)) {
            return;
        }
        if (packet[0] != 0x45 && has(Fault.OPTIONS_LOST)) {
            return;
        }
        byte[] carried = (has(Fault.PADDING_CARRIED) ? received : packet).clone();
        if (has(Fault.TTL_DECREMENTED_TWICE_DOWNSTREAM) && u8(packet, 8) > 2) {
            carried[8] -= 1;
        }
        byte[] first =
                Bytes.address(world.setup().domains().get(0).borderRelay().get(0));
        encapsulate(packet, carried, site -> has(Fault.ONE_OUTER_SOURCE) ? first : site.outerSource());
    }

    private static boolean isMartian(byte[] packet, int at) {
        int network = u8(packet, at);
        return network == 0 || network == 127 || network >= 224;
    }

    /** The packet without padding; empty if its header is wrong (RFC 1812 section 5.2.2). */
    private byte[] checked(byte[] packet, boolean anyChecksum) {
        if (packet.length < 20 || packet[0] >>> 4 != 4) {
            return new byte[0];
        }
        int header = 4 * (packet[0] & 15);
        int total = u16(packet, 2);
        boolean lengths = header >= 20 && total >= header && total <= packet.length;
        if (!lengths && has(Fault.HEADER_LENGTH_UNCHECKED) && header <= packet.length) {
            return packet;
        }
        if (!lengths || (!anyChecksum && Bytes.checksum(part(packet, 0, header)) != 0)) {
            return new byte[0];
        }
        return part(packet, 0, total);
    }

    /** Sends a packet to its owner, from an address that depends on the rule. */
    private void encapsulate(byte[] packet, byte[] carried, Function<Site, byte[]> sender) {
        Optional<World.Owner> owner = owners.owner(packet);
        if (owner.isEmpty()) {
            return;
        }
        int ttl = u8(packet, 8);
        if (ttl <= (has(Fault.TTL_1_FORWARDED) ? 0 : 1)) {
            if (!has(Fault.TTL_1_SILENT)) {
                send(Side.IPV4, expired(packet));
            }
            return;
        }
        byte[] inner = carried.clone();
        inner[8] -= (byte) (has(Fault.TTL_UNCHANGED) ? 0 : 1);
        boolean isFragment = (u16(packet, 6) & 0x3fff) != 0;
        if (has(Fault.OPTIONS_ERASED) && !isFragment) {
            Arrays.fill(inner, 20, Math.max(20, 4 * (inner[0] & 15)), (byte) 1);
        }
        if (has(Fault.DONT_FRAGMENT_CLEARED)) {
            inner[6] &= (byte) 0xbf;
        }
        if (has(Fault.UDP_CHECKSUM_FILLED)
                && !isFragment
                && inner[0] == 0x45
                && inner[9] == 17
                && u16(inner, 26) == 0) {
            Bytes.put16(inner, 26, 0xffff);
        }
        inner = Bytes.withHeaderChecksum(inner, 0);
        byte[] source = sender.apply(owner.get().site());
        byte[] tunnelled = Ipv6PacketBuilder.ipv6(source, owners.mapAddress(owner.get(), packet))
                .trafficClass(u8(inner, 1)) // RFC 2983 section 3.1, RFC 6040 section 4.1
                .hopLimit(has(Fault.HOP_LIMIT_0) ? 0 : 64)
                .inner(inner)
                .octets();
        if (has(Fault.PAYLOAD_LENGTH_WITH_HEADER)) {
            Bytes.put16(tunnelled, 4, tunnelled.length);
        }
        send(Side.IPV6, tunnelled);
    }

    private byte[] expired(byte[] packet) {
        byte code = (byte) (has(Fault.TTL_1_AS_REASSEMBLY_TIME_OUT) ? 1 : 0);
        byte[] message =
                Bytes.concat(new byte[] {11, code, 0, 0, 0, 0, 0, 0}, part(packet, 0, Math.min(packet.length, 128)));
        Bytes.put16(message, 2, Bytes.checksum(message));
        byte[] header = new byte[12];
        header[0] = 0x45;
        Bytes.put16(header, 2, 20 + message.length);
        header[8] = 64;
        header[9] = 1;
        byte[] error = Bytes.concat(header, Bytes.address("192.0.0.8"), part(packet, 12, 16), message);
        return Bytes.withHeaderChecksum(error, 0);
    }

    // from customer edges

    private void fromIpv6(byte[] packet) {
        if (packet.length < 40 || packet.length < 40 + u16(packet, 4)) {
            return;
        }
        byte[] source = part(packet, 8, 24);
        byte[] destination = part(packet, 24, 40);
        int at = 40;
        int next = u8(packet, 6);
        while ((next == 0 || next == 60) && !has(Fault.NO_EXTENSION_HEADERS)) {
            if (next == 0 && has(Fault.NO_HOP_BY_HOP_OPTIONS)) {
                return;
            }
            if (next == 60 && u8(packet, at + 2) == 4 && has(Fault.NO_ENCAPSULATION_LIMIT)) {
                return;
            }
            next = u8(packet, at);
            at += 8 * (u8(packet, at + 1) + 1);
        }
        byte[] payload = part(packet, at, 40 + u16(packet, 4));
        byte[] inner = next == 4 ? checked(payload, has(Fault.INNER_CHECKSUM_UNCHECKED)) : new byte[0];
        if (inner.length == 0 || isImpossible(source)) {
            return;
        }
        String address = Bytes.bits(source, 0, 16);
        boolean isTrusted = isRelay(source, 64) && has(Fault.RELAY_SUBNET_TRUSTED);
        int place = NaiveMap.byIpv6(world.rules(), address);
        Site site = place < 0 ? null : world.sites().get(place);
        if (site == null && !isTrusted && !has(Fault.UNSPECIFIED_SOURCE)) {
            return;
        }
        boolean isInsideRule = site != null
                && Bytes.bits(destination, 0, 16).startsWith(site.rule().ipv6());
        if (isInsideRule && has(Fault.RELAY_INSIDE_RULE_REFUSED)) {
            return;
        }
        boolean isTo = has(Fault.ANY_DESTINATION) || isRelayOf(site, destination);
        if (!isTo) {
            return;
        }
        if (!isTrusted && !isAccepted(source, inner)) {
            return;
        }
        if (isLostUpstream(inner)) {
            return;
        }
        byte[] out = has(Fault.INNER_PADDING_FORWARDED) ? payload : inner;
        String to = Bytes.bits(inner, 16, 20);
        boolean isInside = NaiveMap.byIpv4(world.rules(), to, owners.port(inner, PlainPort.DESTINATION)) >= 0;
        if (isInside && !has(Fault.NO_HAIRPIN)) {
            hairpin(packet, inner);
            return;
        }
        byte[] forwarded = out.clone();
        if (has(Fault.TTL_DECREMENTED_TWICE_UPSTREAM)) {
            forwarded[8] -= 2;
        }
        changeUpstream(forwarded);
        send(Side.IPV4, Bytes.withHeaderChecksum(forwarded, 0));
    }

    /** Whether a whole packet is UDP without a checksum (RFC 768). */
    private static boolean isWithoutChecksum(byte[] ipv4) {
        return ipv4[0] == 0x45
                && ipv4[9] == 17
                && (u16(ipv4, 6) & 0x3fff) == 0
                && ipv4.length >= 28
                && u16(ipv4, 26) == 0;
    }

    private boolean isLostUpstream(byte[] inner) {
        boolean isWhole = (u16(inner, 6) & 0x3fff) == 0;
        return (has(Fault.WITHOUT_PORTS_LOST_UPSTREAM) && FaultyOwners.isOfOtherProtocol(inner))
                || (has(Fault.DONT_FRAGMENT_LOST_UPSTREAM) && (inner[6] & 0x40) != 0 && inner.length > 1420)
                || (has(Fault.UDP_CHECKSUM_0_LOST_UPSTREAM) && isWithoutChecksum(inner))
                || (has(Fault.OPTIONS_LOST_UPSTREAM) && inner[0] != 0x45 && isWhole);
    }

    private void changeUpstream(byte[] ipv4) {
        if (has(Fault.DONT_FRAGMENT_CLEARED_UPSTREAM) && ipv4.length > 1420) {
            ipv4[6] &= (byte) 0xbf;
        }
        if (has(Fault.UDP_CHECKSUM_FILLED_UPSTREAM) && isWithoutChecksum(ipv4)) {
            Bytes.put16(ipv4, 26, 0xffff);
        }
        if (has(Fault.OPTIONS_ERASED_UPSTREAM) && (u16(ipv4, 6) & 0x3fff) == 0) {
            Arrays.fill(ipv4, 20, Math.max(20, 4 * (ipv4[0] & 15)), (byte) 1);
        }
    }

    /** RFC 7596 section 6.2. */
    private void hairpin(byte[] packet, byte[] inner) {
        boolean isIcmp = u8(inner, 9) == 1;
        boolean isError = Errors.isIcmpError(inner);
        if ((inner.length > 400 && has(Fault.HAIRPIN_OF_SMALL_PACKETS))
                || (isIcmp && !isError && has(Fault.HAIRPINNED_ECHO_LOST))
                || (isError && has(Fault.HAIRPINNED_ERRORS_LOST))) {
            return;
        }
        int outer = has(Fault.HAIRPIN_IGNORES_OUTER_ECN) ? 0 : u16(packet, 0) >>> 4 & 3;
        int ecn = EcnCases.leaving(u8(inner, 1) & 3, outer);
        if (ecn != EcnCases.DROP) {
            int dscp = has(Fault.HAIRPINNED_DSCP_CLEARED) ? 0 : u8(inner, 1) & 0xfc;
            byte[] sender = part(packet, 8, 24);
            encapsulate(
                    inner,
                    Bytes.with(inner, 1, dscp | ecn),
                    site -> has(Fault.HAIRPIN_KEEPS_OUTER_SOURCE) ? sender : site.outerSource());
        }
    }

    private boolean isImpossible(byte[] source) {
        boolean unspecified = Arrays.equals(source, new byte[16]);
        return (unspecified && !has(Fault.UNSPECIFIED_SOURCE))
                || u8(source, 0) == 0xff
                || isRelay(source, 128)
                || Arrays.equals(source, Bytes.address("::1"));
    }

    /** Whether the first bits are those of a BR address. */
    private boolean isRelay(byte[] address, int bits) {
        String text = Bytes.bits(address, 0, 16).substring(0, bits);
        return world.sites().stream()
                .anyMatch(site -> Bytes.bits(site.outerSource(), 0, 16).startsWith(text));
    }

    private boolean isRelayOf(Site site, byte[] destination) {
        return world.sites().stream()
                .filter(each -> site == null || each.domain() == site.domain() || has(Fault.RELAY_OF_OTHER_DOMAIN))
                .anyMatch(each -> Arrays.equals(each.outerSource(), destination)
                        || Arrays.equals(
                                Bytes.address(each.domain().borderRelay().get(0)), destination));
    }

    /** RFC 7597 section 8.1. */
    private boolean isAccepted(byte[] source, byte[] inner) {
        if (has(Fault.NO_SOURCE_CHECK) || (has(Fault.UNSPECIFIED_SOURCE) && source[0] == 0)) {
            return true;
        }
        List<NaiveMap.Rule> rules = world.rules();
        String address = Bytes.bits(source, 0, 16);
        if (NaiveMap.byIpv6(rules, address) < 0) {
            return false;
        }
        NaiveMap.Rule rule = rules.get(NaiveMap.byIpv6(rules, address));
        String ipv4 = Bytes.bits(inner, 12, 16);
        int port = owners.port(inner, PlainPort.SOURCE);
        if (has(Fault.UNSHARED_SOURCE_UNCHECKED) && !rule.isShared()) {
            return true;
        }
        if (has(Fault.PORT_UNCHECKED)) {
            return NaiveMap.decode(rule, address)
                    .filter(ce -> ipv4.startsWith(ce.ipv4()))
                    .isPresent();
        }
        if (has(Fault.A_0_UNCHECKED) && rule.isShared() && rule.offset() > 0 && port >>> (16 - rule.offset()) == 0) {
            port |= 1 << 15;
        }
        if (has(Fault.DECODES_INTERFACE_ID)) {
            int octet = rule.draft03() ? 9 : 10;
            byte[] read = part(source, octet, octet + 4);
            if (rule.ipv4().length() + rule.ea() >= 32 && !Arrays.equals(read, part(inner, 12, 16))) {
                return false;
            }
        }
        boolean isWhole = (u16(inner, 6) & 0x3fff) == 0;
        boolean isQuery = inner[9] == 1 && !Errors.isIcmpError(inner);
        if (has(Fault.IDENTIFIER_UNCHECKED) && isWhole && isQuery && rule.isShared() && port >= 0) {
            int a = rule.offset();
            int own = NaiveMap.decode(rule, address)
                    .map(ce -> Integer.parseInt(ce.psid(), 2))
                    .orElse(0);
            int k = rule.psidBits();
            int mask = (1 << k) - 1 << (16 - a - k);
            port = port & ~mask | own << (16 - a - k);
        }
        boolean strict = !has(Fault.EA_BITS_ONLY);
        if (has(Fault.ANY_IPV6_MATCH)) {
            int seen = port;
            return rules.stream()
                    .anyMatch(each ->
                            NaiveMap.check(each, address, ipv4, seen, true).equals("ACCEPTED"));
        }
        String outcome = has(Fault.NO_SAME_RULE)
                ? NaiveMap.check(rule, address, ipv4, port, strict)
                : NaiveMap.check(rules, address, ipv4, port, strict);
        if (!outcome.equals("ACCEPTED") && port >= 0 && has(Fault.SOURCE_CHECK_ERRORS)) {
            sendSourceCheckError(source, inner);
        }
        return outcome.equals("ACCEPTED");
    }

    /** ICMPv6 1/5, which RFC 7599 has, and RFC 7597 has not. */
    private void sendSourceCheckError(byte[] source, byte[] inner) {
        byte[] relay = world.sites().get(0).outerSource();
        byte[] quoted = Ipv6PacketBuilder.ipv6(source, relay).inner(inner).octets();
        send(Side.IPV6, NaiveIcmp.packetV6(relay, source, 0, 64, NaiveIcmp.message(1, 5, 0, quoted)));
    }
}
