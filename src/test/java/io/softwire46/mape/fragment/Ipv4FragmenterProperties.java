package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.conformance.model.NaiveIpv4;
import io.softwire46.mape.testing.CaseShrinkable;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.testing.ModelAssertions;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class Ipv4FragmenterProperties {
    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();

    @Property
    void fragmentsAreThoseOfRfc791AndReassembleToThePacket(
            @ForAll("packets") byte[] packet, @ForAll("limits") int limit, @ForAll @IntRange(max = 15) int kind) {
        GuardedOctets source = GuardedOctets.of(packet, kind);
        FragmentationResult result = fragmenter.start(source.packet(), limit, false);

        assertEquals(packet.length <= limit ? FragmentationResult.FITS : FragmentationResult.CUT, result);
        if (result == FragmentationResult.CUT) {
            List<byte[]> fragments = pull(limit, kind >> 2);
            List<byte[]> expected = NaiveFragments.fragmentIpv4(packet, limit);
            assertEquals(expected.size(), fragments.size());
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), fragments.get(i), "fragment " + i);
            }
            assertArrayEquals(packet, ModelAssertions.reassembleIpv4(fragments, limit));
            int header = Sample.headerOctets(packet);
            int later = Sample.headerOctets(fragments.get(1));
            assertEquals(NaiveIpv4.fewest(packet.length - header, header, later, limit), fragments.size());
        }
        assertEquals(0, fragmenter.nextOctets());
        source.assertUntouched();
    }

    /** For any values of the fields and options of a checked header. */
    @Property
    void noOctetsCauseAnExceptionOrABadFragment(
            @ForAll("noise") byte[] packet,
            @ForAll @IntRange(min = 60, max = 200) int limit,
            @ForAll @IntRange(max = 15) int kind,
            @ForAll boolean ignoreDf) {
        GuardedOctets source = GuardedOctets.of(packet, kind);
        boolean valid = Ipv4Header.check(source.buffer(), source.offset(), source.length()) == HeaderCheck.OK;
        FragmentationResult result = fragmenter.start(source.packet(), limit, ignoreDf);

        if (result == FragmentationResult.CUT) {
            List<byte[]> fragments = pull(limit, kind >> 2);
            if (valid) {
                byte[] whole = source.octets(Bytes.u16(packet, 2)); // without the octets after its end
                assertArrayEquals(whole, ModelAssertions.reassembleIpv4(fragments, limit));
                assertTrue(ignoreDf || (packet[6] & 0x40) == 0, "DF");
            }
        } else {
            assertEquals(0, fragmenter.nextOctets());
            assertTrue(!valid || result != FragmentationResult.BAD_HEADER);
        }
        source.assertUntouched();
    }

    private List<byte[]> pull(int limit, int kind) {
        List<byte[]> fragments = new ArrayList<>();
        GuardedOctets room = GuardedOctets.empty(limit, kind);
        Packet place = room.packet();
        int octets = fragmenter.nextOctets();
        while (fragmenter.next(place)) {
            assertEquals(octets, place.length());
            room.assertOnlyWritten(place.length());
            fragments.add(room.octets(place.length()));
            room = GuardedOctets.empty(limit, kind + fragments.size());
            place = room.packet();
            octets = fragmenter.nextOctets();
        }
        assertEquals(0, octets);
        return fragments;
    }

    /** Datagrams and fragments, first, middle and last ones, with options of every kind. */
    @Provide
    Arbitrary<byte[]> packets() {
        return CaseShrinkable.arbitrary(choices -> {
            byte[] options = Sample.options(choices);
            int data = choices.nextInt(choices.nextInt(20) == 0 ? 65536 - 20 - options.length : 3000);
            int reserved = choices.nextInt(8) == 0 ? 0x8000 : 0;
            int offset = choices.nextBoolean() ? 0 : choices.nextInt((65535 - data) / 8 + 1);
            int more = choices.nextInt(3) == 0 ? 0x2000 : 0;
            if (more != 0) {
                data -= data % 8;
            }
            return Sample.ipv4(options, reserved | more | offset, Sample.data(data, choices.nextLong()));
        });
    }

    @Provide
    Arbitrary<Integer> limits() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(68, 1500),
                Arbitraries.integers().between(68, 130),
                Arbitraries.of(1240, 1460, 1500, 9152, 65534));
    }

    /** Short packets with many options, of which half a dozen octets are anything. */
    @Provide
    Arbitrary<byte[]> noise() {
        return CaseShrinkable.arbitrary(choices -> {
            byte[] packet =
                    Sample.ipv4(Sample.options(choices), choices.nextInt(4), Sample.data(choices.nextInt(300), 5));
            for (int i = choices.nextInt(6); i > 0; i--) {
                packet[choices.nextInt(Math.min(60, packet.length))] = octet(choices);
            }
            boolean readable = Sample.headerOctets(packet) <= packet.length && Sample.headerOctets(packet) >= 12;
            return readable && choices.nextInt(8) != 0 ? Sample.withChecksum(packet) : packet;
        });
    }

    private static byte octet(Choices choices) {
        return (byte) (choices.nextBoolean() ? choices.nextInt(256) : choices.nextInt(4));
    }
}
