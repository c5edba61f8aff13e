package io.softwire46.mape.fragment;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveReassembly;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6ExtensionWalk;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any octets as a sequence of fragments in time. Nothing may be thrown, nothing outside the windows written, and the
 * reassemblers say what the naive model says.
 *
 * <pre>
 *   limits: datagrams, fragments, memory, share (4 octets), then steps:
 *   time step (2 octets, in eighths of a timeout / 32, signed), kind (1), length (2), that many octets
 * </pre>
 *
 * <p>The kinds are: raw octets, unchanged, to everyone; IPv4 and IPv6 fragments whose headers are completed so that
 * they pass the checks, with the fuzzer's choice of offset, flags, identification and data.
 */
final class FragmentFuzz {
    private static final long TIMEOUT = 1024;
    private static final int MAXIMUM_STEPS = 400;

    private final ByteBuffer input;
    private final ReassemblyLimits limits;
    private final ReassemblerHarness harness;
    private final NaiveReassembly.Ipv6 model6;
    private final NaiveReassembly.Ipv4 model4;
    private final FragmentPortCache cache;
    private final Ipv6ExtensionWalk walk = new Ipv6ExtensionWalk();
    private final Packet window = new Packet();
    private final List<FragmentResult> results = new ArrayList<>();
    private long now;

    private FragmentFuzz(byte[] octets) {
        input = ByteBuffer.wrap(octets);
        limits = new ReassemblyLimits(
                TIMEOUT, 2 + next() % 63, 1 + next() % 40, 65575 + next() * 512, (1 + next() % 16) / 16.0, 65575, true);
        harness = new ReassemblerHarness(limits);
        model6 = new NaiveReassembly.Ipv6(
                ModelLimits.of(List.of(limits)), ReassemblerHarness.KEY0, ReassemblerHarness.KEY1);
        model4 = new NaiveReassembly.Ipv4(
                ModelLimits.of(List.of(limits)), ReassemblerHarness.KEY0, ReassemblerHarness.KEY1);
        cache = new FragmentPortCache(limits, 5, 6);
    }

    /** The entry for a fuzzer. Returns the results, for callers that compare them. */
    static List<FragmentResult> run(byte[] octets) {
        FragmentFuzz fuzz = new FragmentFuzz(octets);
        for (int i = 0; i < MAXIMUM_STEPS && fuzz.input.hasRemaining(); i++) {
            fuzz.step();
        }
        return fuzz.results;
    }

    /**
     * A packet of each kind in two fragments, the last one first, in time and too late, and every sort of raw octets.
     */
    public static List<byte[]> seeds() {
        return List.of(
                Bytes.hex("10101010 0000 02 0001 000000 0018 1122334455667788 01"
                        + "0010 02 0003 000000 0001 450000180000000000000000000000000000000000000000 01"),
                Bytes.hex("10101010 0000 01 0002 000000 01 2000 00112233445566778899aabbccddeeff 00"
                        + "7fe0 01 0001 000000 01 0002 0011223344556677 7fff 01 0001 000000 01 0002 0011223344556677"),
                Bytes.hex("10101010 0000 00 0030" + Bytes.hex(Sample.ipv6(44, new byte[8]))),
                Bytes.hex("10101010 0000 00 0030" + Bytes.hex(Sample.ipv4(48))));
    }

    private int next() {
        return input.hasRemaining() ? input.get() & 255 : 0;
    }

    private byte[] nextOctets(int count) {
        byte[] octets = new byte[Math.min(count, input.remaining())];
        input.get(octets);
        return octets;
    }

    private void step() {
        now += (short) (next() << 8 | next()) / 32;
        expire();
        int kind = next();
        int length = next() << 8 | next();
        switch (kind & 3) {
            case 0 -> raw(nextOctets(length & 0x7ff));
            case 1 -> ipv4(kind, length);
            default -> ipv6(kind, length);
        }
    }

    private void expire() {
        check(harness.expireIpv6(now).stream().allMatch(first -> isSameStart(first, model6.expire(now))));
        check(model6.expire(now) == null);
        check(harness.expireIpv4(now).stream().allMatch(first -> isSameStart(first, model4.expire(now))));
        check(model4.expire(now) == null);
        while (cache.expire(now)) {
            check(!cache.release(window));
        }
    }

    private static boolean isSameStart(byte[] first, byte[] whole) {
        return whole != null
                && (first.length == 0) == (whole.length == 0)
                && Arrays.equals(first, Arrays.copyOf(whole, first.length));
    }

    /**
     * To everyone, with the offsets that octets happen to name; if they pass the checks, the model is asked as well.
     */
    private void raw(byte[] octets) {
        GuardedOctets place = GuardedOctets.of(octets, 2);
        boolean valid6 = Ipv6Header.check(place.buffer(), place.offset(), place.length()) == HeaderCheck.OK
                && walk.walk(place.buffer(), place.offset()) == Ipv6ExtensionWalk.Result.OK
                && walk.nextHeader() == ProtocolNumbers.FRAGMENT;
        int fragmentHeader = valid6 ? walk.payloadOffset() - place.offset() : next() + next() - 100;
        if (!valid6) {
            results.add(new ReassemblerHarness(limits).ipv6(octets, fragmentHeader, now));
        }
        cache.first(place.packet(), place.offset() + next() - 50, next(), now);
        cache.later(place.packet(), place.offset(), now);
        boolean valid4 = Ipv4Header.check(place.buffer(), place.offset(), place.length()) == HeaderCheck.OK;
        if (valid4) {
            add4(octets);
        } else {
            results.add(new ReassemblerHarness(limits).ipv4(octets, now));
        }
    }

    private void ipv6(int kind, int length) {
        int extensions = (kind & 4) == 0 ? 0 : 8 * (next() % 24);
        byte[] headers =
                CraftedFragments.ipv6Headers(extensions == 0 ? new byte[0] : CraftedFragments.options(44, extensions));
        headers[1] = (byte) next();
        headers[15] = (byte) (next() % 4); // source
        int nextHeader = new int[] {4, 60, 6, 17}[next() & 3];
        int field = next() << 8 | next();
        byte[] data = data(kind, length & 0x3fff);
        byte[] fragment =
                CraftedFragments.ipv6(headers, nextHeader, field & 0xfff8, (field & 1) != 0, next() % 8, data);
        NaiveReassembly.Outcome expected = model6.add(fragment, 40 + extensions, now);
        FragmentResult result = harness.ipv6(fragment, 40 + extensions, now);
        check(result.name().equals(expected.result().name()));
        check(harness.ipv6.parameterProblemCode() == expected.problemCode());
        check(result != FragmentResult.COMPLETE || Arrays.equals(expected.packet(), harness.packet));
        results.add(result);
    }

    private void ipv4(int kind, int length) {
        byte[] options = (kind & 4) == 0 ? new byte[0] : new byte[4 * (next() % 11)];
        int protocol = new int[] {17, 6, 1, 50}[next() & 3];
        byte[] header = Arrays.copyOf(Sample.ipv4(protocol, options, 0, new byte[0]), 20 + options.length);
        header[1] = (byte) next();
        header[15] = (byte) (next() % 4);
        Bytes.put16(header, 4, next() % 8);
        int field = next() << 8 | next();
        byte[] data = data(kind, length & 0x3fff);
        add4(CraftedFragments.ipv4(header, (field & 0x1fff) * 8, (field & 0x2000) != 0, data));
    }

    private void add4(byte[] fragment) {
        NaiveReassembly.Outcome expected = model4.add(fragment, now);
        FragmentResult result = harness.ipv4(fragment, now);
        check(result.name().equals(expected.result().name()));
        check(result != FragmentResult.COMPLETE || Arrays.equals(expected.packet(), harness.packet));
        results.add(result);
        GuardedOctets place = GuardedOctets.of(fragment, 3);
        boolean first = (Bytes.u16(fragment, 6) & 0x1fff) == 0;
        FragmentResult cached = first
                ? cache.first(place.packet(), place.offset(), next() - 9, now)
                : cache.later(place.packet(), place.offset(), now);
        place.assertUntouched();
        check(!cached.isDrop() || !cache.release(window));
        while (cache.release(window)) {
            check(window.headroom() == FragmentPortCache.HEADROOM);
        }
    }

    /** From the input, or, where that would take too much of it, a few octets over and over. */
    private byte[] data(int kind, int length) {
        if ((kind & 8) == 0) {
            return nextOctets(length % 64 * ((kind & 16) == 0 ? 8 : 1));
        }
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) (0x45 + next() % 2));
        return data;
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new AssertionError();
        }
    }
}
