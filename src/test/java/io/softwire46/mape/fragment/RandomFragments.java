package io.softwire46.mape.fragment;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * Fragments with loss, repetition, disorder, overlap, equal identifications and all that is wrong in one place or
 * another, and limits and times to go with them.
 */
final class RandomFragments {
    private static final long TIMEOUT = 1000;

    private RandomFragments() {}

    static ReassemblyLimits limits(Random random) {
        int maxPacket = random.nextBoolean() ? 65575 : 1540 + random.nextInt(4000);
        return new ReassemblyLimits(
                TIMEOUT,
                random.nextBoolean() ? 64 : 2 + random.nextInt(5),
                random.nextBoolean() ? 100 : 1 + random.nextInt(6),
                maxPacket + random.nextInt(random.nextBoolean() ? 1_000_000 : 5000),
                random.nextBoolean() ? 1 : 0.05 + random.nextDouble() * 0.9,
                maxPacket,
                random.nextInt(4) > 0);
    }

    /** Limits of one to two domains, which ask for different pools, too. */
    static List<ReassemblyLimits> domains(Random random) {
        ReassemblyLimits one = limits(random);
        ReassemblyLimits other = limits(random);
        ReassemblyLimits shorter = new ReassemblyLimits(
                random.nextBoolean() ? TIMEOUT : 300,
                other.maxFragmentsPerPacket(),
                other.maxReassemblies(),
                other.maxBufferedOctets(),
                other.sharePerSource(),
                other.maxPacketOctets(),
                other.tinyFragmentCheck());
        return random.nextBoolean() ? List.of(one) : List.of(one, shorter);
    }

    static long later(long now, Random random) {
        return switch (random.nextInt(40)) {
            case 0 -> now - random.nextInt(random.nextInt(4) == 0 ? 1500 : 50);
            case 1 -> now + random.nextInt(2000);
            case 2 -> random.nextInt(50) == 0 ? random.nextLong() / 4 : now;
            default -> now + random.nextInt(15);
        };
    }

    /** Fragment boundaries in data of that length: multiples of 8 in ascending order. */
    private static int[] places(int octets, Random random) {
        int most = Math.min((octets - 1) / 8, 1 + random.nextInt(random.nextInt(5) == 0 ? 12 : 4));
        return random.ints(0, Math.max(1, (octets - 1) / 8))
                .map(n -> 8 + n * 8)
                .filter(n -> n < octets)
                .distinct()
                .limit(Math.max(0, most))
                .sorted()
                .toArray();
    }

    private static int size(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 1 + random.nextInt(40);
            case 1 -> 1 + random.nextInt(65535);
            case 2 -> 1780 + random.nextInt(20); // where the first chunk ends
            case 3 -> 1 + random.nextInt(6000);
            default -> 20 + random.nextInt(1500);
        };
    }

    /** Loss, repetition, disorder, and octets that are not those of the datagram. */
    private static void spoil(List<byte[]> fragments, ToIntFunction<byte[]> headers, Random random) {
        for (int i = random.nextInt(4); i > 0 && !fragments.isEmpty(); i--) {
            int which = random.nextInt(fragments.size());
            switch (random.nextInt(5)) {
                case 0 -> fragments.remove(which);
                case 1 -> fragments.add(fragments.get(which));
                case 2 -> {
                    byte[] other = fragments.get(which).clone();
                    int fixed = headers.applyAsInt(other);
                    if (other.length > fixed) {
                        other[fixed + random.nextInt(other.length - fixed)] ^= 1;
                    }
                    fragments.add(other);
                }
                default -> {}
            }
        }
        if (random.nextInt(3) > 0) {
            Collections.shuffle(fragments, random);
        }
    }

    private static List<byte[]> ipv6Datagram(Random random) {
        int extensions = random.nextInt(6) == 0 ? 8 * random.nextInt(22) : 0;
        int octets = Math.min(size(random), 65535 - (random.nextInt(10) == 0 ? 0 : extensions));
        int next = new int[] {4, 4, 4, 60, 17, 6, 99}[random.nextInt(7)];
        byte[] data = Sample.data(octets, random.nextLong());
        if (next == 60 && octets >= 8) {
            System.arraycopy(CraftedFragments.options(4, 8 + 8 * random.nextInt(3)), 0, data, 0, 8);
            Arrays.fill(data, 2, Math.min(octets, 40), (byte) 0);
        }
        if (next == 4) {
            data[0] = (byte) (0x45 + random.nextInt(random.nextInt(4) == 0 ? 11 : 1));
        }
        byte[] headers =
                CraftedFragments.ipv6Headers(extensions == 0 ? new byte[0] : CraftedFragments.options(44, extensions));
        headers[15] = (byte) random.nextInt(2); // source, two of a /64 each
        headers[23] = (byte) random.nextInt(2);
        headers[39] = (byte) random.nextInt(2);
        int id = random.nextInt(3);
        int[] places = places(octets, random);
        List<byte[]> fragments = new ArrayList<>();
        int ecn = random.nextInt(4);
        for (int i = 0; i <= places.length; i++) {
            int from = i == 0 ? 0 : places[i - 1];
            int to = i == places.length ? octets : places[i];
            boolean more = i < places.length;
            if (random.nextInt(30) == 0) { // overlap, gap, wrong end
                from = Math.max(0, from + 8 * (random.nextInt(5) - 2));
                more ^= random.nextInt(3) == 0;
            }
            if (random.nextInt(40) == 0) {
                to = random.nextInt(octets + 1);
            }
            int bits = random.nextInt(6) == 0 ? random.nextInt(4) : ecn;
            byte[] own = headers.clone();
            own[1] = (byte) ((own[1] & 0xcf) | bits << 4);
            own[7] = (byte) random.nextInt(256); // hop limit
            int ownNext = random.nextInt(10) == 0 ? 99 : next; // RFC 8200: not part of the key
            byte[] part = Arrays.copyOfRange(data, Math.min(from, to), to);
            int start = random.nextInt(60) == 0 ? 65528 : from;
            if (own.length - 40 + 8 + part.length <= 65535) {
                fragments.add(CraftedFragments.ipv6(own, ownNext, start, more, id, part));
            }
        }
        spoil(fragments, f -> headers.length + 8, random);
        return fragments;
    }

    private static List<byte[]> ipv4Datagram(Random random) {
        byte[] options = Sample.options(Choices.of(random.nextLong()));
        int protocol = new int[] {17, 17, 6, 1, 47}[random.nextInt(5)];
        int octets = Math.min(size(random), 65535 - 20 - (random.nextInt(10) == 0 ? 0 : options.length));
        byte[] data = Sample.data(octets, random.nextLong());
        int[] places = places(octets, random);
        int source = random.nextInt(4);
        int id = random.nextInt(3);
        int ecn = random.nextInt(4);
        List<byte[]> fragments = new ArrayList<>();
        for (int i = 0; i <= places.length; i++) {
            int from = i == 0 ? 0 : places[i - 1];
            int to = i == places.length ? octets : places[i];
            boolean more = i < places.length;
            if (random.nextInt(30) == 0) {
                from = Math.max(0, from + 8 * (random.nextInt(5) - 2));
                more ^= random.nextInt(3) == 0;
            }
            if (random.nextInt(40) == 0) {
                to = random.nextInt(octets + 1);
            }
            byte[] own = i == 0 || random.nextInt(4) == 0 ? options : new byte[0];
            byte[] part = Arrays.copyOfRange(data, Math.min(from, to), to);
            if (20 + own.length + part.length > 65535) {
                continue;
            }
            byte[] header = Arrays.copyOf(
                    Sample.ipv4(protocol, own, random.nextInt(3) == 0 ? 0x4000 : 0, new byte[0]), 20 + own.length);
            header[1] = (byte) ((header[1] & 0xfc) | (random.nextInt(6) == 0 ? random.nextInt(4) : ecn));
            Bytes.put16(header, 4, id);
            header[15] = (byte) source;
            int start = random.nextInt(60) == 0 ? 65528 : from;
            fragments.add(CraftedFragments.ipv4(header, start, more, part));
        }
        spoil(fragments, Sample::headerOctets, random);
        return fragments;
    }

    /** Fragments of several datagrams under way at the same time. */
    static byte[] next(List<List<byte[]>> underWay, Random random, boolean six) {
        if (underWay.size() < 5) {
            underWay.add(new ArrayList<>(six ? ipv6Datagram(random) : ipv4Datagram(random)));
        }
        int which = random.nextInt(underWay.size());
        List<byte[]> datagram = underWay.get(which);
        if (datagram.isEmpty()) {
            underWay.remove(which);
            return next(underWay, random, six);
        }
        return datagram.remove(0);
    }

    static int fragmentHeader(byte[] fragment) {
        return fragment[6] == 44 ? 40 : 40 + (fragment[41] & 255) * 8 + 8;
    }
}
