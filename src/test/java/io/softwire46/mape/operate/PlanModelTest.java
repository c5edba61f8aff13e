package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.NaivePlan.Figures;
import io.softwire46.mape.operate.plan.Demand;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import io.softwire46.mape.provision.DomainFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans for random small demands against an enumeration of all rule sets, and each plan against the naive model of the algebra. */
class PlanModelTest {
    private static final int DEMANDS = Integer.getInteger("plan.demands", 25);
    private static final long FIRST = Long.getLong("plan.first", 100);

    /** Plans that are counted address by address and port by port. */
    private static final int COUNTED = Integer.getInteger("plan.counted", 4);

    private static final long BASE = 0xc000_0200L; // 192.0.2.0

    /** Reserved prefixes are sets of addresses, each prefix once. */
    private record World(
            Demand demand, NaivePlan naive, List<long[]> blocks, Set<Long> reserved, Set<Set<Long>> reservations) {
        static World of(long seed) {
            Random random = new Random(seed);
            TreeSet<Integer> starts = new TreeSet<>();
            List<long[]> blocks = new ArrayList<>();
            Demand.Builder builder = Demand.builder();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                int length = 29 + random.nextInt(4);
                int size = 1 << 32 - length;
                int start = random.nextInt(64 / size) * size;
                boolean isFree = true;
                for (int address = start; address < start + size; address++) {
                    isFree &= !starts.contains(address);
                }
                if (isFree) {
                    for (int address = start; address < start + size; address++) {
                        starts.add(address);
                    }
                    blocks.add(new long[] {BASE + start, size});
                    builder.ipv4("192.0.2." + start + "/" + length);
                }
            }
            Set<Long> reserved = new HashSet<>();
            Set<Set<Long>> reservations = new LinkedHashSet<>();
            int start = 0;
            for (int i = random.nextInt(6); i > 0; i--) {
                // half of them near the one before, so that some are nested
                int length = 28 + random.nextInt(5);
                int size = 1 << 32 - length;
                int near = random.nextBoolean() ? random.nextInt(64) : (start + random.nextInt(4)) % 64;
                start = near / size * size;
                Set<Long> prefix = new HashSet<>();
                for (int address = start; address < start + size; address++) {
                    prefix.add(BASE + address);
                }
                Set<Long> all = new HashSet<>(reserved);
                all.addAll(prefix);
                boolean overlaps = prefix.stream().anyMatch(each -> starts.contains((int) (each - BASE)));
                boolean isRestLeft = starts.stream().anyMatch(each -> !all.contains(BASE + each));
                if (overlaps && isRestLeft) {
                    reserved.addAll(prefix);
                    reservations.add(prefix);
                    builder.reserve("192.0.2." + start + "/" + length);
                }
            }
            // in every third world the IPv4 addresses are scarce, and all else is not
            boolean isTight = random.nextInt(3) == 0;
            int psidLength = random.nextInt(6);
            int ipv6Length = isTight ? 44 : 44 + random.nextInt(21);
            int anyLength = random.nextInt(3) == 0 ? 0 : ipv6Length + random.nextInt(65 - ipv6Length);
            int delegated = isTight ? 60 : anyLength;
            if (delegated > 0) {
                builder.delegate(delegated);
            }
            long capacity = (long) starts.size() << psidLength;
            long subscribers = isTight
                    ? Math.max(1, capacity * (60 + random.nextInt(50)) / 100)
                    : 1 + random.nextInt(1 << random.nextInt(12));
            int growth = random.nextInt(2) * 30;
            int ports = isTight ? 64512 >> psidLength : 1 + random.nextInt(1 << random.nextInt(17));
            String[] excludes = {"none", "0-1023", "0-1023", "0-4095", "80,5060-5061", "40000"};
            int[][] excludedPorts = {{}, {0, 1023}, {0, 1023}, {0, 4095}, {80, 80, 5060, 5061}, {40000, 40000}};
            int choice = isTight ? 1 : random.nextInt(excludes.length);
            Set<Integer> excluded = new HashSet<>();
            for (int i = 0; i < excludedPorts[choice].length; i += 2) {
                for (int port = excludedPorts[choice][i]; port <= excludedPorts[choice][i + 1]; port++) {
                    excluded.add(port);
                }
            }
            Demand demand = builder.subscribers(subscribers)
                    .growth(growth + "%")
                    .ipv6("2001:db8::/" + ipv6Length)
                    .ports(ports)
                    .excludePorts(excludes[choice])
                    .alternatives(100)
                    .build();
            long required = (subscribers * (100 + growth) + 99) / 100;
            assertEquals(required, demand.required());
            return new World(
                    demand,
                    new NaivePlan(blocks, reserved, ipv6Length, delegated, required, ports, excluded),
                    blocks,
                    reserved,
                    reservations);
        }
    }

    private static Figures figures(Plan plan) {
        long space = plan.rules().stream()
                .mapToLong(each -> 1L << 64 - each.ipv6Length())
                .sum();
        return new Figures(plan.spare(), plan.ports().portCount(), plan.rules().size(), space, plan.wastedPorts());
    }

    @Test
    void frontIsThatOfAnEnumeration() {
        int feasible = 0;
        int plans = 0;
        for (long seed = FIRST; seed < FIRST + DEMANDS; seed++) {
            World world = World.of(seed);
            PlanResult result = Plan.search(world.demand);
            Set<Figures> found = new HashSet<>();
            for (Plan each : result.plans()) {
                found.add(figures(each));
                check(world, each, plans++ < COUNTED);
            }
            assertEquals(world.naive.front(), found, "seed " + seed + " " + world.demand);
            assertEquals(result.plans().size(), result.frontSize());
            feasible += result.isFeasible() ? 1 : 0;
        }
        assertTrue(feasible > DEMANDS / 5 && feasible < DEMANDS, feasible + " of " + DEMANDS);
    }

    /** Rules are inside the blocks, disjoint, in the IPv6 block, without error; the figures are those of a count. */
    private static void check(World world, Plan plan, boolean isCounted) {
        String text = world.demand + "\n" + plan;
        List<Finding> findings =
                DomainFile.read(DomainFile.write(plan.domain())).validate();
        assertTrue(findings.stream().noneMatch(each -> each.isError() && each.id() != FindingId.V49), text);
        String block = Text.ipv6(Addresses.bits(world.demand.ipv6())[0], Addresses.bits(world.demand.ipv6())[1])
                .substring(0, world.demand.ipv6().getNetworkPrefixLength());
        List<NaiveMap.Rule> rules = plan.rules().stream().map(NaiveMap.Rule::of).toList();
        Set<Long> addresses = new TreeSet<>();
        for (int i = 0; i < rules.size(); i++) {
            NaiveMap.Rule rule = rules.get(i);
            assertTrue(rule.ipv6().startsWith(block), text);
            assertEquals(plan.delegatedLength(), rule.ipv6().length() + rule.ea(), text);
            for (int other = 0; other < i; other++) {
                assertFalse(rules.get(other).ipv6().startsWith(rule.ipv6()), text);
                assertFalse(rule.ipv6().startsWith(rules.get(other).ipv6()), text);
            }
            MapRule mapRule = plan.rules().get(i);
            for (long j = 0; j < 1L << 32 - mapRule.ipv4Length(); j++) {
                assertTrue(addresses.add((mapRule.ipv4() & 0xffff_ffffL) + j), text);
            }
        }
        Set<Long> expected = new TreeSet<>();
        for (long[] each : world.blocks) {
            for (long j = 0; j < each[1]; j++) {
                expected.add(each[0] + j);
            }
        }
        expected.removeAll(world.reserved);
        assertEquals(expected, addresses, text);
        if (isCounted) {
            count(plan, rules, addresses);
        }
    }

    /** Capacity, ports of each subscriber and wasted ports, from the owner of each address and port. */
    private static void count(Plan plan, List<NaiveMap.Rule> rules, Set<Long> addresses) {
        Map<String, Integer> ports = new HashMap<>();
        long wasted = 0;
        for (long address : addresses) {
            String bits = Text.ipv4((int) address);
            NaiveMap.Rule rule = rules.get(NaiveMap.byIpv4(rules, bits, 65535));
            for (int port = 0; port < 65536; port++) {
                Optional<String> psid = NaiveMap.psid(rule, port);
                if (rule.isShared() && psid.isEmpty()) {
                    wasted++;
                } else {
                    ports.merge(bits + (rule.isShared() ? psid.get() : ""), 1, Integer::sum);
                }
            }
        }
        assertEquals(plan.capacity(), ports.size(), plan.toString());
        assertEquals(Set.of(plan.ports().portCount()), new HashSet<>(ports.values()), plan.toString());
        assertEquals(plan.wastedPorts(), wasted, plan.toString());
    }

    /** Each relaxation is feasible, and its dimension's step before is not. */
    @Test
    void relaxationsAreSmallest() {
        Map<String, Integer> seen = new HashMap<>();
        for (long seed = FIRST; seed < FIRST + 4L * DEMANDS; seed++) {
            World world = World.of(seed);
            PlanResult result = Plan.search(world.demand);
            assertTrue(!result.isFeasible() || result.relaxations().isEmpty());
            for (PlanResult.Relaxation each : result.relaxations()) {
                seen.merge(each.dimension(), 1, Integer::sum);
                RelaxedDemand relaxed = RelaxedDemand.of(world.demand, each);
                assertTrue(Plan.search(relaxed.demand()).isFeasible(), () -> world.demand + "\n" + each);
                relaxed.stepBefore()
                        .ifPresent(before -> assertFalse(
                                Plan.search(before).isFeasible(), () -> world.demand + "\n" + each + "\n" + before));
            }
        }
        assertTrue(
                seen.keySet()
                        .containsAll(Set.of(
                                "ports",
                                "excludePorts",
                                "ipv4",
                                "reserve",
                                "delegate",
                                "ipv6",
                                "subscribers",
                                "growth")),
                seen.toString());
    }

    /** A dimension has a relaxation exactly if an enumeration of its changes finds one, and that of reserved prefixes is smallest. */
    @Test
    void relaxationsArePresent() {
        Map<String, Integer> seen = new TreeMap<>();
        int nested = 0;
        for (long seed = FIRST; seed < FIRST + 4L * DEMANDS; seed++) {
            World world = World.of(seed);
            PlanResult result = Plan.search(world.demand);
            if (result.isFeasible()) {
                continue;
            }
            Map<String, String> changes = new HashMap<>();
            result.relaxations().forEach(each -> changes.put(each.dimension(), each.change()));
            Map<String, Boolean> expected = expected(world);
            String text = "seed " + seed + " " + world.demand + "\n" + changes;
            expected.forEach((dimension, isPossible) -> {
                if (dimension.equals("ipv4")) { // further blocks are outside the world
                    assertTrue(!isPossible || changes.containsKey(dimension), text);
                } else {
                    assertEquals(isPossible, changes.containsKey(dimension), dimension + " of " + text);
                }
                seen.merge(dimension, isPossible ? 1 : 0, Integer::sum);
            });
            int fewest = fewestReleased(world);
            assertEquals(fewest < Integer.MAX_VALUE, changes.containsKey("reserve"), text);
            if (changes.containsKey("reserve")) {
                assertEquals(fewest, changes.get("reserve").split(", ").length, text);
                seen.merge("reserve", 1, Integer::sum);
                nested += world.reservations.stream()
                                .anyMatch(one -> world.reservations.stream()
                                        .anyMatch(other -> one != other && one.containsAll(other)))
                        ? 1
                        : 0;
            }
        }
        assertTrue(seen.values().stream().allMatch(count -> count > 0) && nested > 0, seen + " nested " + nested);
    }

    /** By dimension, whether any change of it alone suffices. */
    private static Map<String, Boolean> expected(World world) {
        NaivePlan naive = world.naive;
        Map<String, Boolean> expected = new TreeMap<>();
        int ipv6Length = world.demand.ipv6().getNetworkPrefixLength();
        int delegated = world.demand.delegatedLength().orElse(65);
        long growth = world.demand.growth().longValueExact();
        expected.put("ports", naive.withPorts(1, naive.excluded()).isFeasible());
        expected.put(
                "excludePorts", naive.withPorts(world.demand.ports(), Set.of()).isFeasible());
        expected.put(
                "delegate",
                IntStream.rangeClosed(delegated + 1, 64)
                        .anyMatch(length -> naive.withDelegated(length).isFeasible()));
        expected.put(
                "ipv6",
                IntStream.range(12, ipv6Length)
                        .anyMatch(length -> naive.withIpv6Length(length).isFeasible()));
        expected.put(
                "subscribers", naive.withRequired((100 + growth + 99) / 100).isFeasible());
        expected.put(
                "growth",
                growth > 0 && naive.withRequired(world.demand.subscribers()).isFeasible());
        expected.put("ipv4", world.reservations.isEmpty() && isPartEnough(world));
        return expected;
    }

    /** Whether a part of one block suffices, in its place or alone. */
    private static boolean isPartEnough(World world) {
        for (long[] block : world.blocks) {
            for (long size = block[1]; size > 0; size /= 2) {
                List<long[]> part = new ArrayList<>(List.<long[]>of(new long[] {block[0], size}));
                if (world.naive.withBlocks(part).isFeasible()) {
                    return true;
                }
                world.blocks.stream().filter(other -> other != block).forEach(part::add);
                if (world.naive.withBlocks(part).isFeasible()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The size of the smallest set of reserved prefixes whose release suffices. */
    private static int fewestReleased(World world) {
        List<Set<Long>> all = List.copyOf(world.reservations);
        int fewest = Integer.MAX_VALUE;
        for (int choice = 1; choice < 1 << all.size(); choice++) {
            Set<Long> kept = new HashSet<>();
            for (int i = 0; i < all.size(); i++) {
                if ((choice >> i & 1) == 0) {
                    kept.addAll(all.get(i));
                }
            }
            if (Integer.bitCount(choice) < fewest
                    && world.naive.withReserved(kept).isFeasible()) {
                fewest = Integer.bitCount(choice);
            }
        }
        return fewest;
    }
}
