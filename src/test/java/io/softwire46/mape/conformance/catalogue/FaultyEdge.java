package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A customer edge of the plainest kind, with switches for faults. Without a fault it passes every property of group CE.
 *
 * <p>Not thread-safe.
 */
final class FaultyEdge implements PlainTarget {
    private final Set<EdgeFault> faults;
    private final Capabilities capabilities;

    private World world = World.of(Role.CE, List.of());

    /** Identifications of datagrams whose first fragment was the CE's own. */
    private final Set<Integer> datagrams = new HashSet<>();

    private List<Received> outputs = List.of();

    FaultyEdge(EdgeFault... faults) {
        this.faults = EnumSet.noneOf(EdgeFault.class);
        this.faults.addAll(List.of(faults));
        this.capabilities =
                PlainTarget.declared(Role.CE).options(Set.of("rewriteIpv4Id")).build();
    }

    private boolean has(EdgeFault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Configured configure(Setup setup) {
        World wanted = World.of(read(setup));
        if (wanted.edge().isEmpty() && has(EdgeFault.FIRST_RULE_WITHOUT_MATCH)) {
            world = wanted;
            return Configured.ok();
        }
        Optional<Edge> edge = wanted.edge();
        String problem = "";
        if (edge.isEmpty()) {
            problem = "no rule for " + setup.endUserPrefix();
        } else if (edge.get().bmr().domain().borderRelay().isEmpty() && !has(EdgeFault.NO_RELAY_ACCEPTED)) {
            problem = "no border relay";
        } else if (has(EdgeFault.RULE_WITHOUT_FLAG_IS_NO_BMR)
                && !edge.get().bmr().source().forwarding()) {
            problem = "no rule with F flag";
        }
        if (problem.isEmpty()) {
            world = wanted;
            return Configured.ok();
        }
        return Configured.refused(has(EdgeFault.NO_REASON) ? "" : problem);
    }

    /** The configuration, with the End-user prefix as the fault reads it. */
    private Setup read(Setup setup) {
        String bits = Site.bits(String.valueOf(setup.endUserPrefix()));
        List<Site> sites = World.of(setup).sites();
        int place = NaiveMap.byIpv6(sites.stream().map(Site::rule).toList(), bits);
        if (place < 0) {
            return setup;
        }
        Site site = sites.get(place);
        if (has(EdgeFault.LAST_BITS_ARE_EA_BITS) && bits.length() > site.eaEnd()) {
            String last = bits.substring(bits.length() - site.rule().ea());
            return withPrefix(setup, site.rule().ipv6() + last);
        }
        // as mapcalc does: bits that are not there are zero
        boolean isPadded = has(EdgeFault.ZERO_BITS_FOR_A_SHORT_PREFIX) && bits.length() < site.eaEnd();
        return isPadded ? withPrefix(setup, NaiveMap.Text.right(bits, site.eaEnd())) : setup;
    }

    private static Setup withPrefix(Setup setup, String bits) {
        return new Setup(setup.role(), setup.domains(), Queries.prefix(bits), setup.as());
    }

    @Override
    public void receive(Sent sent, List<Received> all) {
        outputs = all;
        world.edge().ifPresent(edge -> {
            if (sent.side() == Side.IPV4) {
                fromLan(edge, sent.octets());
            } else {
                fromTunnel(edge, sent.octets());
            }
        });
    }

    private static int address(byte[] packet, int at) {
        return Bytes.int32(packet, at);
    }

    // from the NAPT

    private void fromLan(Edge edge, byte[] packet) {
        boolean isLater = (Bytes.u16(packet, 6) & 0x1fff) > 0;
        boolean isOwn = edge.owns(address(packet, 12), PlainPort.of(packet, PlainPort.SOURCE))
                || (isLater && datagrams.contains(Bytes.u16(packet, 4)));
        if (!isOwn || u8(packet, 8) <= 1) {
            return;
        }
        datagrams.add(Bytes.u16(packet, 4));
        byte[] next = next(edge, address(packet, 16), PlainPort.of(packet, PlainPort.DESTINATION));
        if (next.length == 0) {
            return;
        }
        byte[] inner = packet.clone();
        inner[8] -= (byte) (has(EdgeFault.TTL_DECREMENTED_TWICE) ? 2 : has(EdgeFault.TTL_KEPT) ? 0 : 1);
        if (world.isOn("rewriteIpv4Id") && !has(EdgeFault.IDENTIFICATION_UNCHANGED)) {
            Bytes.put16(inner, 4, identification(edge, inner));
        }
        byte[] source = mapAddress(edge.own(), address(packet, 12));
        if (has(EdgeFault.SOURCE_IS_SUBNET_ADDRESS)) {
            Arrays.fill(source, 8, 16, (byte) 0);
            source[15] = 1;
        }
        byte[] tunnelled = Ipv6PacketBuilder.ipv6(source, next)
                .hopLimit(has(EdgeFault.HOP_LIMIT_0) ? 0 : 64)
                .inner(Bytes.withHeaderChecksum(inner, 0))
                .octets();
        outputs.add(new Received(Side.IPV6, tunnelled, null));
    }

    /** A number of the port set, by the Identification that the packet has. */
    private int identification(Edge edge, byte[] packet) {
        NaiveMap.Rule rule = edge.bmr().rule();
        int psid = Integer.parseInt(edge.own().ce().psid(), 2);
        int free = 16 - rule.offset() - rule.psidBits();
        int firstA = rule.offset() == 0 ? 0 : 1;
        int numbers = (1 << rule.offset()) - firstA << free;
        int index = has(EdgeFault.ONE_IDENTIFICATION) ? 0 : Bytes.u16(packet, 4);
        index += has(EdgeFault.IDENTIFICATION_OF_EACH_FRAGMENT) ? Bytes.u16(packet, 6) & 0x1fff : 0;
        int a = has(EdgeFault.IDENTIFICATION_WITH_A_0) ? 0 : firstA + (index % numbers >>> free);
        return (a << 16 - rule.offset() | psid << free | index & ((1 << free) - 1)) & 0xffff;
    }

    /** The next end of the tunnel; none for a packet that is dropped. */
    private byte[] next(Edge edge, int address, int port) {
        byte[] relay = has(EdgeFault.OTHER_RELAY_OF_THE_RULE_IGNORED)
                ? Bytes.address(edge.bmr().domain().borderRelay().get(0))
                : edge.relay();
        if (has(EdgeFault.MESH_IGNORED)) {
            return relay;
        }
        Edge used = has(EdgeFault.FLAG_IGNORED) ? withFlags(edge) : edge;
        Optional<World.Owner> owner = used.direct(address, guessed(edge, address, port));
        if (owner.isEmpty()) {
            boolean dropped = isInMesh(edge, address)
                    && edge.mesh().stream().allMatch(site -> site.source().forwarding())
                    && has(EdgeFault.WITHOUT_OWNER_DROPPED);
            return dropped ? new byte[0] : relay;
        }
        return mapAddress(owner.get(), address);
    }

    private static boolean isInMesh(Edge edge, int address) {
        String ipv4 = NaiveMap.Text.ipv4(address);
        return edge.mesh().stream().anyMatch(site -> ipv4.startsWith(site.rule().ipv4()));
    }

    private static Edge withFlags(Edge edge) {
        List<Site> all = new ArrayList<>();
        for (Site site : edge.mesh()) {
            Domain.Rule rule = site.source();
            all.add(new Site(
                    site.rule(),
                    new Domain.Rule(
                            rule.ipv6Prefix(),
                            rule.ipv4Prefix(),
                            rule.eaLength(),
                            rule.psidOffset(),
                            rule.psidLength(),
                            rule.psid(),
                            true,
                            rule.borderRelay()),
                    site.domain()));
        }
        return new Edge(edge.own(), all);
    }

    /** The port by which an owner is looked for, where there is none. */
    private int guessed(Edge edge, int address, int port) {
        Optional<NaiveMap.Rule> rule = edge.mesh().stream()
                .map(Site::rule)
                .filter(each -> each.isShared() && NaiveMap.Text.ipv4(address).startsWith(each.ipv4()))
                .findFirst();
        if (rule.isEmpty()) {
            return port;
        }
        int leastA = rule.get().offset() == 0 ? 0 : 1 << (16 - rule.get().offset());
        if (port < 0) {
            return has(EdgeFault.NO_PORT_TO_PSID_0) ? leastA : port;
        }
        return port < leastA && has(EdgeFault.A_0_TO_A_GUESSED_CE) ? port | leastA : port;
    }

    private byte[] mapAddress(World.Owner owner, int destination) {
        byte[] address = owner.mapAddress();
        boolean draft03 = owner.site().rule().draft03();
        if (draft03 && has(EdgeFault.DRAFT_03_AS_RFC_7597) && owner.site().eaEnd() <= 64) {
            System.arraycopy(address.clone(), 9, address, 10, 6);
            address[9] = 0;
        }
        if (owner.site().kind().equals("prefix")
                && has(EdgeFault.PEER_PREFIX_WITH_HOST_BITS)
                && owner.site().eaEnd() <= 64) {
            System.arraycopy(Bytes.ipv4(destination), 0, address, draft03 ? 9 : 10, 4);
        }
        return address;
    }

    // from the tunnel

    private void fromTunnel(Edge edge, byte[] packet) {
        byte[] source = part(packet, 8, 24);
        byte[] inner = part(packet, 40, packet.length);
        if (!Arrays.equals(part(packet, 24, 40), edge.mapAddress()) || packet[6] != 4) {
            return;
        }
        boolean fromRelay = Arrays.equals(source, edge.relay());
        boolean isRight = fromRelay
                ? !has(EdgeFault.RELAY_CHECKED)
                        || edge.direct(address(inner, 12), PlainPort.of(inner, PlainPort.SOURCE))
                                .isEmpty()
                : isAccepted(edge, source, inner);
        if (isRight && isMine(edge, address(inner, 16), PlainPort.of(inner, PlainPort.DESTINATION))) {
            outputs.add(new Received(Side.IPV4, inner, null));
        }
    }

    private boolean isMine(Edge edge, int address, int port) {
        if (has(EdgeFault.ANY_DESTINATION)) {
            return true;
        }
        int offset = edge.bmr().rule().offset();
        boolean isUnassigned = offset > 0 && port >= 0 && port >>> (16 - offset) == 0;
        int used = isUnassigned && has(EdgeFault.DESTINATION_A_0_UNCHECKED) ? port | 1 << 16 - offset : port;
        return has(EdgeFault.DESTINATION_PORT_UNCHECKED) ? edge.hasAddress(address) : edge.owns(address, used);
    }

    /** RFC 7597 section 8.1. */
    private boolean isAccepted(Edge edge, byte[] source, byte[] inner) {
        List<NaiveMap.Rule> rules = edge.mesh().stream().map(Site::rule).toList();
        String address = Bytes.bits(source, 0, 16);
        int place = NaiveMap.byIpv6(rules, address);
        if (place < 0 || has(EdgeFault.ONLY_THE_RELAY)) {
            return false;
        }
        String ipv4 = Bytes.bits(inner, 12, 16);
        int port = PlainPort.of(inner, PlainPort.SOURCE);
        NaiveMap.Ce ce = NaiveMap.decode(rules.get(place), address).orElseThrow();
        if (has(EdgeFault.NO_SOURCE_CHECK)) {
            return true;
        }
        if (has(EdgeFault.SOURCE_PORT_UNCHECKED)) {
            return ipv4.startsWith(ce.ipv4());
        }
        if (has(EdgeFault.SOURCE_ADDRESS_UNCHECKED)) {
            return !rules.get(place).isShared()
                    || NaiveMap.psid(rules.get(place), port).equals(Optional.of(ce.psid()));
        }
        return NaiveMap.check(rules, address, ipv4, port, true).equals("ACCEPTED");
    }
}
