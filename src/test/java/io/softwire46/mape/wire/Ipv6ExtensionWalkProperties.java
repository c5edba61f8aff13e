package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.CaseShrinkable;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.Ipv6ExtensionWalk.Result;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

class Ipv6ExtensionWalkProperties {

    private final Ipv6ExtensionWalk walk = new Ipv6ExtensionWalk();

    /** A packet that was put together header by header, and what that must lead to. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    record Built(byte[] packet, Result result, int nextHeader, int payloadOffset, int pointer, int code) {}

    @Property(tries = 3000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void findsWhatWasBuilt(@ForAll("chains") Built built) {
        Statistics.collect(built.result);
        byte[] packet = built.packet;
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            assertEquals(HeaderCheck.OK, Ipv6Header.check(view.buffer(), view.offset(), packet.length));
            assertEquals(built.result, walk.walk(view.buffer(), view.offset()), () -> Bytes.hex(packet));
            assertEquals(built.code, walk.parameterProblemCode());
            assertEquals(built.nextHeader, walk.nextHeader());
            assertEquals(built.payloadOffset, walk.payloadOffset() - view.offset());
            assertEquals(built.pointer, walk.pointer());
            view.assertUntouched();
        }
        Statistics.coverage(coverage -> {
            for (Result result : EnumSet.complementOf(EnumSet.of(Result.MALFORMED))) {
                coverage.check(result).percentage(share -> share > 2);
            }
        });
    }

    @Property(tries = 3000)
    void neverReadsOutsideForAnyChangedOctets(@ForAll("chains") Built built, @ForAll Random random) {
        byte[] packet = built.packet.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            packet[6 + random.nextInt(packet.length - 6)] = (byte) random.nextInt(256);
        }
        int removed = random.nextInt(packet.length - 40);
        packet[4] = (byte) ((packet.length - 40 - removed) >>> 8);
        packet[5] = (byte) (packet.length - 40 - removed);
        // whether the octets following the payload length are there or not
        for (byte[] octets : List.of(packet, Arrays.copyOf(packet, packet.length - removed))) {
            for (GuardedOctets view : GuardedOctets.all(octets)) {
                Result result = walk.walk(view.buffer(), view.offset());
                if (result == Result.OK && walk.nextHeader() == ProtocolNumbers.FRAGMENT) {
                    assertTrue(walk.payloadOctets() >= 8);
                    walk.walkPastFragmentHeader(view.buffer());
                }
                assertTrue(walk.payloadOctets() >= 0);
                assertTrue(walk.payloadOffset() - view.offset() >= 40);
                assertTrue(walk.pointer() >= 0 && walk.pointer() < packet.length - removed);
                view.assertUntouched();
            }
        }
    }

    /** Good headers, and sometimes a bad one among them; everything following that is good again. */
    @Provide
    Arbitrary<Built> chains() {
        return CaseShrinkable.arbitrary(choices -> {
            boolean multicast = choices.nextInt(4) == 0;
            int count = choices.nextInt(10);
            int bad = choices.nextInt(3) == 0 ? choices.nextInt(10) : -1; // from count on there is none

            List<Integer> types = new ArrayList<>();
            List<byte[]> headers = new ArrayList<>();
            Result result = Result.OK;
            int code = Ipv6ExtensionWalk.NONE;
            int pointer = -1;
            int stop = -1; // the index of the header at which the walk ends
            int at = 40;
            for (int i = 0; i < count; i++) {
                int[] kinds = {60, 43, 51, i == 0 ? 0 : 60};
                int type = kinds[choices.nextInt(4)];
                byte[] header = good(choices, type);
                if (i == bad) {
                    switch (choices.nextInt(3)) {
                        case 0 -> {
                            type = 43;
                            header = good(choices, type);
                            header[3] = (byte) (1 + choices.nextInt(255));
                            result = Result.SEGMENTS_LEFT;
                            code = 0;
                            pointer = at + 2;
                        }
                        case 1 -> {
                            type = 60;
                            header = good(choices, type);
                            int option = 64 + choices.nextInt(192);
                            header[2] = (byte) option;
                            header[3] = 0;
                            header[4] = 0; // Pad1
                            header[5] = 0;
                            header[6] = 1; // PadN up to the end
                            header[7] = (byte) (header.length - 8);
                            result = Result.UNKNOWN_OPTION;
                            boolean silent = option < 128 || (option >= 192 && multicast);
                            code = silent ? Ipv6ExtensionWalk.NONE : 2;
                            pointer = at + 2;
                        }
                        default -> {
                            if (i > 0) {
                                type = 0;
                                header = good(choices, type);
                                result = Result.MISPLACED_HOP_BY_HOP;
                                code = 1;
                                pointer = -2; // the Next Header octet before
                            }
                        }
                    }
                    stop = result == Result.OK ? -1 : i;
                }
                types.add(type);
                headers.add(header);
                at += header.length;
            }
            // the ninth header is one too many, unless the walk has ended before it or its place is wrong
            boolean ninthIsMisplaced = stop == 8 && result == Result.MISPLACED_HOP_BY_HOP;
            if (count > 8 && (stop < 0 || stop >= 8) && !ninthIsMisplaced) {
                result = Result.TOO_MANY_HEADERS;
                code = Ipv6ExtensionWalk.NONE;
                pointer = -2;
                stop = 8;
            }
            int[] last = {4, 4, 44, 58, 59, 17, 6, 253};
            types.add(last[choices.nextInt(last.length)]);
            headers.add(new byte[8 + choices.nextInt(40)]);
            if (stop < 0) {
                stop = count;
                pointer = -2;
            }

            byte[] packet = new byte[40];
            packet[0] = 0x60;
            packet[6] = (byte) (int) types.get(0);
            packet[24] = (byte) (multicast ? 0xff : 0x20);
            int payloadOffset = 40;
            for (int i = 0; i < headers.size(); i++) {
                byte[] header = headers.get(i);
                if (i < count) {
                    header[0] = (byte) (int) types.get(i + 1);
                }
                if (i < stop) {
                    payloadOffset += header.length;
                }
                packet = Bytes.concat(packet, header);
            }
            if (pointer == -2) {
                pointer = stop == 0 ? 6 : payloadOffset - headers.get(stop - 1).length;
            }
            packet[4] = (byte) ((packet.length - 40) >>> 8);
            packet[5] = (byte) (packet.length - 40);
            return new Built(packet, result, types.get(stop), payloadOffset, pointer, code);
        });
    }

    private static byte[] good(Choices choices, int type) {
        int units = choices.nextInt(4);
        if (type == 51) {
            byte[] header = choices.octets(12 + 4 * units);
            header[1] = (byte) (header.length / 4 - 2);
            return header;
        }
        byte[] header = choices.octets(8 + 8 * units);
        if (type == 43) {
            header[3] = 0;
        } else {
            // one option that may be skipped, with data of any kind, up to the end
            header[2] = (byte) (1 + choices.nextInt(63));
            header[3] = (byte) (header.length - 4);
        }
        header[1] = (byte) units;
        return header;
    }
}
