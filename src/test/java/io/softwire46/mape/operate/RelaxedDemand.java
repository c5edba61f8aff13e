package io.softwire46.mape.operate;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import io.softwire46.mape.operate.plan.Demand;
import io.softwire46.mape.operate.plan.PlanResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A demand with the change that a relaxation describes in words, and with the step before it.
 *
 * @param demand the changed demand
 * @param stepBefore a smaller change; empty if the change is the smallest possible one
 */
record RelaxedDemand(Demand demand, Optional<Demand> stepBefore) {
    private static final Pattern DEMAND = Pattern.compile(
            "Demand\\[subscribers=(\\d+), growth=([^%]+)%, ipv4=\\[(.*?)], ipv6=(.*?), delegate=(\\w+), ports=(\\d+),"
                    + " excludePorts=\\[(.*?)], reserve=\\[(.*?)],.*");

    /** The parts of a demand as text. */
    private static final class Parts {
        long subscribers;
        BigDecimal growth;
        List<String> ipv4;
        String ipv6;
        OptionalInt delegate;
        int ports;
        List<String> excluded;
        List<String> reserved;

        Parts(Demand demand) {
            Matcher text = DEMAND.matcher(demand.toString());
            if (!text.matches()) {
                throw new AssertionError(demand.toString());
            }
            subscribers = demand.subscribers();
            growth = demand.growth();
            ipv4 = list(text.group(3));
            ipv6 = text.group(4);
            delegate = demand.delegatedLength();
            ports = demand.ports();
            excluded = list(text.group(7));
            reserved = list(text.group(8));
        }

        private static List<String> list(String text) {
            return new ArrayList<>(text.isEmpty() ? List.of() : Arrays.asList(text.split(", ")));
        }

        Demand build() {
            Demand.Builder builder = Demand.builder()
                    .subscribers(subscribers)
                    .growth(growth.toPlainString())
                    .ipv6(ipv6)
                    .ports(ports)
                    .excludePorts(excluded.isEmpty() ? "none" : String.join(",", excluded));
            ipv4.forEach(builder::ipv4);
            reserved.forEach(builder::reserve);
            delegate.ifPresent(builder::delegate);
            return builder.build();
        }

        /** Keeps the excluded ports up to a port. */
        void excludeUpTo(int highest) {
            List<String> kept = new ArrayList<>();
            for (String each : excluded) {
                int first = Integer.parseInt(each.split("-")[0]);
                int last = Integer.parseInt(each.split("-")[1]);
                if (first <= highest) {
                    kept.add(first + "-" + Math.min(last, highest));
                }
            }
            excluded = kept;
        }
    }

    static RelaxedDemand of(Demand demand, PlanResult.Relaxation relaxation) {
        List<Long> numbers = Pattern.compile("[0-9][0-9,]*")
                .matcher(relaxation.change())
                .results()
                .map(each -> Long.valueOf(each.group().replace(",", "")))
                .toList();
        Parts changed = new Parts(demand);
        Parts before = new Parts(demand);
        boolean isStep = true;
        switch (relaxation.dimension()) {
            case "ports" -> {
                changed.ports = Math.toIntExact(numbers.get(0));
                before.ports = changed.ports + 1;
                isStep = before.ports < demand.ports();
            }
            case "subscribers" -> {
                changed.subscribers = numbers.get(0);
                before.subscribers = changed.subscribers + 1;
            }
            case "growth" -> {
                changed.growth = BigDecimal.valueOf(numbers.get(0));
                before.growth = changed.growth.add(BigDecimal.ONE);
            }
            case "delegate" -> {
                changed.delegate = OptionalInt.of(Math.toIntExact(numbers.get(0)));
                before.delegate = OptionalInt.of(changed.delegate.getAsInt() - 1);
            }
            case "ipv6" -> {
                int length = Math.toIntExact(numbers.get(1)); // after the 6 of IPv6
                changed.ipv6 = around(demand, length);
                before.ipv6 = around(demand, length + 1);
            }
            case "ipv4" -> {
                if (relaxation.change().contains(" instead of ")) {
                    return ofLess(changed, before, relaxation.change().split(" instead of "));
                }
                if (relaxation.change().startsWith("without ")) {
                    List<String> dropped = Arrays.asList(
                            relaxation.change().substring("without ".length()).split(", "));
                    changed.ipv4.removeAll(dropped);
                    before.ipv4.removeAll(dropped.subList(0, dropped.size() - 1));
                    return new RelaxedDemand(changed.build(), Optional.of(before.build()));
                }
                String[] places = relaxation.change().split(", in the plan ")[1].split(", ");
                changed.ipv4.addAll(Arrays.asList(places));
                isStep = places.length == 1 && !places[0].endsWith("/32");
                before.ipv4.add(places[0].split("/")[0] + "/"
                        + (Integer.parseInt(places[0].split("/")[1]) + 1));
                if (!isStep) {
                    before.ipv4 = changed.ipv4;
                }
            }
            case "reserve" -> {
                List<String> released = Arrays.asList(relaxation
                        .change()
                        .substring("do not reserve ".length())
                        .split(", "));
                changed.reserved.removeAll(released);
                before.reserved.removeAll(released.subList(0, released.size() - 1));
            }
            case "excludePorts" -> {
                int highest = numbers.isEmpty() ? -1 : Math.toIntExact(numbers.get(0));
                changed.excludeUpTo(highest);
                List<String> all = before.excluded;
                before.excludeUpTo(highest + 1);
                isStep = !before.excluded.equals(changed.excluded) && !before.excluded.equals(all);
            }
            default -> throw new AssertionError(relaxation.dimension());
        }
        return new RelaxedDemand(changed.build(), isStep ? Optional.of(before.build()) : Optional.empty());
    }

    /** A part of a block instead of it, or instead of all blocks; the step before is the part around it. */
    private static RelaxedDemand ofLess(Parts changed, Parts before, String[] words) {
        boolean isAlone = words[1].endsWith(" blocks");
        String[] part = words[0].split("/");
        int length = Integer.parseInt(part[1]) - 1;
        long address = new IPAddressString(part[0]).getAddress().toIPv4().longValue() >> (32 - length) << (32 - length);
        if (isAlone) {
            changed.ipv4.clear();
        } else {
            changed.ipv4.remove(words[1]);
            before.ipv4.remove(words[1]);
            before.ipv4.add(new IPv4Address((int) address).toCanonicalString() + "/" + length);
        }
        changed.ipv4.add(words[0]);
        return new RelaxedDemand(changed.build(), isAlone ? Optional.empty() : Optional.of(before.build()));
    }

    private static String around(Demand demand, int length) {
        String[] block = demand.ipv6().toCanonicalString().split("/");
        int original = Integer.parseInt(block[1]);
        if (!block[0].equals("2001:db8::") || length > original) {
            throw new AssertionError(demand.toString());
        }
        return length >= 32 ? "2001:db8::/" + length : "2000::/" + length;
    }
}
