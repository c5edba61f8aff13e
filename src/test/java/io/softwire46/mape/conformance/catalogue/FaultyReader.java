package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.judge.IpText;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveS46;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A product that reads and writes MAP-E containers, of the plainest kind, with switches for faults. Without a fault it passes every
 * property of group PRV.
 *
 * <p>Not thread-safe.
 */
final class FaultyReader implements Target {
    private final Set<ReaderFault> faults;
    private boolean isDamaged;

    FaultyReader(ReaderFault... faults) {
        this.faults = EnumSet.noneOf(ReaderFault.class);
        this.faults.addAll(List.of(faults));
    }

    private boolean has(ReaderFault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.builder("toy", "1", Role.DHCPV6)
                .query("dhcpv6", List.of("domains", "discarded"))
                .query("dhcpv6Encode", List.of("hex"))
                .query("ce", List.of("mapAddress"))
                .sync(true)
                .reset(true)
                .build();
    }

    @Override
    public Configured configure(Setup setup) {
        throw new UnsupportedOperationException("queries need no configuration");
    }

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        throw new UnsupportedOperationException("no packets");
    }

    @Override
    public boolean reset() {
        isDamaged = false;
        return true;
    }

    @Override
    public void close() {}

    @Override
    public Answer query(Query query) {
        return switch (query.op()) {
            case "dhcpv6" -> read(Bytes.hex((String) query.fields().get("hex")));
            case "dhcpv6Encode" -> write((Map<?, ?>) query.fields().get("domain"));
            default -> mapAddress(query.fields());
        };
    }

    // reading

    private Answer read(byte[] octets) {
        List<Object> domains = new ArrayList<>();
        try {
            if (isDamaged && has(ReaderFault.REFUSES_ALL_AFTER_DAMAGE)) {
                return Answer.refused("out of memory");
            }
            List<NaiveS46.Option> options = NaiveS46.options(octets);
            for (NaiveS46.Option option : options) {
                if (option.code() == NaiveS46.MAP_E) {
                    container(option.data(), domains);
                }
            }
            if (has(ReaderFault.OPTIONS_OUTSIDE_OF_CONTAINERS)) {
                container(octets, domains);
            }
        } catch (IllegalArgumentException e) {
            isDamaged = true;
            if (has(ReaderFault.ENDS_AT_HALF_AN_OPTION)) {
                throw new TargetFailure(TargetFailure.Kind.CRASHED, "SIGSEGV");
            }
            return Answer.refused("damaged: " + e.getMessage());
        }
        List<Object> kept =
                has(ReaderFault.FIRST_CONTAINER_ONLY) ? domains.subList(0, Math.min(1, domains.size())) : domains;
        return new Answer(Queries.map("ok", true, "domains", kept, "discarded", List.of()));
    }

    private void container(byte[] data, List<Object> domains) {
        List<Domain.Rule> rules = new ArrayList<>();
        List<String> relays = new ArrayList<>();
        boolean isRight = true;
        for (NaiveS46.Option option : NaiveS46.options(data)) {
            switch (option.code()) {
                case NaiveS46.RULE -> rules.add(rule(option.data()));
                case NaiveS46.BR -> relays.add(IpText.of(option.data()));
                case NaiveS46.DMR, NaiveS46.BINDING -> isRight = has(ReaderFault.ANY_OPTION_IN_CONTAINER);
                default -> {}
            }
        }
        isRight &= !rules.isEmpty() || has(ReaderFault.CONTAINER_WITHOUT_RULE);
        isRight &= !relays.isEmpty() || has(ReaderFault.CONTAINER_WITHOUT_RELAY);
        if (isRight) {
            relays.addAll(relays.isEmpty() ? List.of("::") : List.of());
            domains.add(Queries.domain(new Domain("a", "rfc7597", false, relays, rules, Map.of())));
        } else if (has(ReaderFault.ONE_WRONG_CONTAINER_SPOILS_ALL)) {
            throw new IllegalArgumentException("wrong container");
        }
    }

    private Domain.Rule rule(byte[] data) {
        NaiveS46.Rule read = read(data, 0);
        for (int octets : new int[] {8, 16}) {
            if (read == null && !has(ReaderFault.SHORTEST_FIELD_ONLY)) {
                read = read(data, octets);
            }
        }
        if (read == null) {
            throw new IllegalArgumentException("half a rule");
        }
        byte[] ipv6 = Bytes.concat(read.ipv6(), new byte[16 - read.ipv6().length]);
        byte[] ports = read.portParameters();
        int k = ports.length == 0 ? 0 : u8(ports, 1);
        if (k > 16 || read.ipv4Length() > 32) {
            throw new IllegalArgumentException("PSID of " + k + " bits");
        }
        int psid = ports.length == 0 ? 0 : u16(ports, 2) >>> (has(ReaderFault.PSID_NOT_SHIFTED) ? 0 : 16 - k);
        int flag = has(ReaderFault.FLAG_IS_128) ? 0x80 : has(ReaderFault.ANY_FLAG) ? 0xff : 1;
        boolean exact6 = has(ReaderFault.IPV6_PREFIX_NOT_MASKED);
        boolean exact4 = has(ReaderFault.IPV4_PREFIX_NOT_MASKED);
        return new Domain.Rule(
                IpText.of(exact6 ? ipv6 : masked(ipv6, read.ipv6Length())) + "/" + read.ipv6Length(),
                IpText.of(exact4 ? read.ipv4() : masked(read.ipv4(), read.ipv4Length())) + "/" + read.ipv4Length(),
                read.eaLength(),
                ports.length == 0 ? null : (Integer) u8(ports, 0),
                k == 0 ? null : (Integer) k,
                k == 0 ? null : (Integer) psid,
                (read.flags() & flag) != 0,
                null);
    }

    private static byte[] masked(byte[] address, int length) {
        String bits = Bytes.bits(address, 0, address.length).substring(0, length);
        return Bytes.ofBits(NaiveMap.Text.right(bits, 8 * address.length));
    }

    /** A rule whose prefix field has so many octets, or as many as it needs for 0; null if the rest is not one option 93. */
    private static NaiveS46.Rule read(byte[] data, int octets) {
        if (data.length < 8 || u8(data, 7) > 128) {
            return null;
        }
        int needed = (u8(data, 7) + 7) / 8;
        int end = 8 + (octets == 0 ? needed : octets);
        boolean isPlain = data.length == end;
        boolean hasPorts = data.length == end + 8 && u16(data, end) == 93 && u16(data, end + 2) == 4;
        return end < 8 + needed || !(isPlain || hasPorts)
                ? null
                : NaiveS46.rule(Bytes.concat(part(data, 0, 8 + needed), part(data, end, data.length)));
    }

    // writing

    private Answer write(Map<?, ?> domain) {
        List<byte[]> options = new ArrayList<>();
        for (Object each : (List<?>) domain.get("rules")) {
            options.add(option((Map<?, ?>) each).option());
        }
        for (Object each : (List<?>) domain.get("borderRelay")) {
            options.add(NaiveS46.option(NaiveS46.BR, Bytes.address((String) each)));
        }
        byte[] container = NaiveS46.option(NaiveS46.MAP_E, options.toArray(byte[][]::new));
        return new Answer(Queries.map("ok", true, "hex", Bytes.hex(container)));
    }

    private NaiveS46.Rule option(Map<?, ?> rule) {
        String ipv6 = (String) rule.get("ipv6Prefix");
        String ipv4 = (String) rule.get("ipv4Prefix");
        int n = Integer.parseInt(ipv6.substring(ipv6.indexOf('/') + 1));
        byte[] field = NaiveS46.field(Bytes.address(ipv6.substring(0, ipv6.indexOf('/'))), n);
        if (n % 8 != 0 && has(ReaderFault.PADDING_WRITTEN)) {
            field[field.length - 1] |= 1;
        }
        int k = number(rule.get("psidLength"));
        int psid = number(rule.get("psid"));
        byte[] ports = NaiveS46.portParameters(number(rule.get("psidOffset")), k, psid);
        if (has(ReaderFault.PSID_AT_THE_RIGHT_WRITTEN)) {
            Bytes.put16(ports, 2, psid);
        }
        boolean flag = Boolean.TRUE.equals(rule.get("forwarding"));
        return new NaiveS46.Rule(
                flag ? has(ReaderFault.FLAG_128_WRITTEN) ? 0x80 : 1 : 0,
                number(rule.get("eaLength")),
                Integer.parseInt(ipv4.substring(ipv4.indexOf('/') + 1)),
                Bytes.address(ipv4.substring(0, ipv4.indexOf('/'))),
                n,
                field,
                rule.get("psidOffset") == null ? new byte[0] : ports);
    }

    private static int number(Object value) {
        return value == null ? 0 : ((Long) value).intValue();
    }

    // deriving

    private Answer mapAddress(Map<String, ?> query) {
        Map<?, ?> given = (Map<?, ?>) query.get("rule");
        Domain.Rule rule = new Domain.Rule(
                (String) given.get("ipv6Prefix"),
                (String) given.get("ipv4Prefix"),
                number(given.get("eaLength")),
                number(given.get("psidOffset")),
                number(given.get("psidLength")),
                number(given.get("psid")),
                false,
                null);
        Site site = Site.of(new Domain("a", "rfc7597", false, List.of("::"), List.of(rule), Map.of()), rule);
        NaiveMap.Ce ce = NaiveMap.ce(site.rule(), Site.bits((String) query.get("endUserPrefix")))
                .orElseThrow();
        byte[] address = Bytes.ofBits(ce.mapAddress());
        if (has(ReaderFault.PSID_AT_THE_LEFT_OF_THE_ADDRESS)) {
            Bytes.put16(address, 14, u16(address, 14) << (16 - site.rule().psidBits()));
        }
        return new Answer(Queries.map("ok", true, "mapAddress", IpText.of(address)));
    }
}
