package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import io.softwire46.mape.nat.NaptTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * Replays a capture against port sets of other sizes: those of other PSID lengths, and the first ports of one set.
 *
 * <p>Not thread-safe: use one instance per plan.
 */
final class PortPlan {
    private static final int PORT_BITS = 16;
    private static final int FIRST_USER_PORT = 1024;
    private static final int LAST_PORT = 0xffff;
    private static final int SHARE_DENOMINATOR = 1000; // 0.1 % refused

    /** Ratios of the defaults of NAPT options to the number of ports. */
    private static final int FLOOR_SHARE = 5;

    private static final int HOST_SHARE = 2;

    /** Refused sessions of a port set of another PSID length. */
    record Row(int psidLength, int ports, long refused, double refusedShare) {}

    private final NaptReplay base;
    private final Function<NaptTable, NaptReplay> replays;

    /** Refused sessions by the number of ports from the start of the set. */
    private final Map<Integer, Long> refusedByCount = new HashMap<>();

    /**
     * Creates a plan.
     *
     * @param base the completed replay against the CE's own set
     * @param replays replays the same capture with the same seed against another table
     */
    PortPlan(NaptReplay base, Function<NaptTable, NaptReplay> replays) {
        this.base = base;
        this.replays = replays;
    }

    /**
     * Returns a CE with an address and a port set.
     *
     * @param address 32 bits in network order
     */
    static CeMapping ce(int address, PortSet set) {
        int k = set.parameters().psidLength();
        MapRule rule = MapRule.builder()
                .ipv6Prefix("2001:db8::/32")
                .ipv4Prefix(Addresses.toText(address) + "/32")
                .eaLength(k)
                .psidOffset(set.parameters().psidOffset())
                .build();
        String psid = Integer.toHexString(k == 0 ? 0 : set.psid() << (PORT_BITS - k));
        return CeMapping.of(rule, "2001:db8:" + psid + "::/" + (32 + k));
    }

    /** Replays against the sets of all PSID lengths with an offset; each PSID begins with the bits of the own one. */
    List<Row> sweep(int psidOffset) {
        List<Row> rows = new ArrayList<>();
        PortSet own = base.table().portSet();
        int ownLength = own.parameters().psidLength();
        for (int k = 0; k <= PORT_BITS - psidOffset; k++) {
            int psid = k <= ownLength ? own.psid() >>> (ownLength - k) : own.psid() << (k - ownLength);
            rows.add(row(k, PortSet.of(psidOffset, k, psid)));
        }
        return rows;
    }

    private Row row(int psidLength, PortSet set) {
        if (set.equals(base.table().portSet())) {
            return new Row(psidLength, set.size(), base.usage.refused, base.usage.refusedShare());
        }
        CeMapping ce = ce(base.table().address(), set);
        NaptOptions options = fitting(base.table().options(), ce);
        if (options.validate(ce).stream().anyMatch(Finding::isError)) { // no port for dynamic use
            long all = base.usage.sessions + base.usage.refused;
            return new Row(psidLength, set.size(), all, all == 0 ? 0 : 1);
        }
        NaptUsage usage = replays.apply(NaptTable.of(ce, options)).usage;
        return new Row(psidLength, set.size(), usage.refused, usage.refusedShare());
    }

    /** Returns the options without what a smaller set or a shared address does not permit. */
    private static NaptOptions fitting(NaptOptions options, CeMapping ce) {
        PortSet set = ce.portSet();
        NaptOptions fitting = options.withForwards(options.forwards().stream()
                .filter(each -> set.contains(each.port()))
                .toList());
        if (set.parameters().isShared()) {
            fitting = fitting.withDmzHost(OptionalInt.empty());
        }
        return limited(fitting, set.size(), false);
    }

    /** Returns the options with floors and limits that a number of ports permits. */
    private static NaptOptions limited(NaptOptions options, int ports, boolean withDefaults) {
        OptionalInt exclusive = atMost(options.minExclusivePorts(), ports);
        int rest = ports - exclusive.orElse(ports / FLOOR_SHARE);
        OptionalInt overlapping = atMost(options.minOverlappingPorts(), rest);
        OptionalInt perHost = options.maxExclusivePortsPerHost();
        if (perHost.isPresent()) {
            perHost = OptionalInt.of(Math.min(perHost.getAsInt(), ports));
        } else if (withDefaults) {
            perHost = OptionalInt.of(Math.max(1, ports / HOST_SHARE));
        }
        return options.with(NaptOption.MIN_EXCLUSIVE_PORTS, exclusive)
                .with(NaptOption.MIN_OVERLAPPING_PORTS, overlapping)
                .with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, perHost);
    }

    private static OptionalInt atMost(OptionalInt floor, int ports) {
        return floor.isPresent() ? OptionalInt.of(Math.min(floor.getAsInt(), ports)) : floor;
    }

    /** Returns the minimum number of ports, from the start of the set, that refuses no session; empty if the set is too small. */
    OptionalLong portsForAll() {
        return minimum(refused -> refused == 0);
    }

    /** Returns the minimum number of ports that refuses at most one session in 1000. */
    OptionalLong portsForMost() {
        long all = base.usage.sessions + base.usage.refused;
        return minimum(refused -> refused * SHARE_DENOMINATOR <= all);
    }

    /**
     * Finds the number by bisection, as a larger set is expected to refuse no more sessions. A replay has shown that the number
     * suffices.
     */
    private OptionalLong minimum(LongPredicate suffices) {
        int low = 1;
        int high = usableFrom();
        if (!suffices.test(base.usage.refused)) {
            return OptionalLong.empty();
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (suffices.test(refusedByCount.computeIfAbsent(middle, this::refusedWith))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return OptionalLong.of(low);
    }

    /** Returns the number of ports of the set that dynamic mappings may use, reserved ones and forwards included. */
    private int usableFrom() {
        return base.table().portSet().size() - skipped();
    }

    /** Returns the number of system ports at the start of the set, which no dynamic mapping uses. */
    private int skipped() {
        PortSet set = base.table().portSet();
        int first = base.table().options().lowPorts() ? 1 : FIRST_USER_PORT;
        int skipped = 0;
        while (skipped < set.size() && set.portAt(skipped) < first) {
            skipped++;
        }
        return skipped;
    }

    private long refusedWith(int count) {
        NaptTable table = base.table();
        int cut = table.portSet().portAt(skipped() + count);
        List<Reserved> reserved = new ArrayList<>(table.options().reserved().stream()
                .filter(each -> each.first() < cut)
                .toList());
        reserved.add(new Reserved(null, cut, LAST_PORT));
        if (reserved.size() > NaptOptions.MAX_ENTRIES) {
            throw new ToolException("--sweep: napt.reserved has " + NaptOptions.MAX_ENTRIES + " entries; use at most "
                    + (NaptOptions.MAX_ENTRIES - 1));
        }
        NaptOptions options = limited(table.options().withReserved(reserved), count, true);
        if (options.validate(table.ceMapping()).stream().anyMatch(Finding::isError)) { // no port for dynamic use
            return base.usage.sessions + base.usage.refused;
        }
        return replays.apply(NaptTable.of(table.ceMapping(), options)).usage.refused;
    }
}
