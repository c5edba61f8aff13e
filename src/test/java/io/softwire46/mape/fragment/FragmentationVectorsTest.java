package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.testing.Vectors;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every plan of {@code vectors/fragmentation.json} (RFC 8200 section 4.5, RFC 791 section 3.2). */
class FragmentationVectorsTest {
    private static final int TUNNEL_HEADER = 40;

    /** A fragment: its octets, its offset in units of 8 octets, whether more follow. */
    private record Planned(int octets, int offset, boolean more) {}

    static Stream<Arguments> plans(String mode) {
        return Vectors.read("fragmentation.json").asArray().stream()
                .map(value -> value.asObject())
                .filter(plan -> plan.required("mode").asString().equals(mode))
                .map(plan -> argumentSet(
                        Vectors.integer(plan, "ipv4TotalLength") + " in " + Vectors.integer(plan, "ipv6Mtu"), plan));
    }

    static Stream<Arguments> outer() {
        return plans("outer");
    }

    static Stream<Arguments> inner() {
        return plans("inner");
    }

    @Test
    void bothModesOccur() {
        assertEquals(List.of(16L, 16L), List.of(outer().count(), inner().count()));
    }

    @ParameterizedTest
    @MethodSource("outer")
    void tunnelPacketIsFragmentedAsPlanned(JsonObject plan) {
        List<Planned> expected = new ArrayList<>();
        boolean fits = false;
        for (var entry : plan.required("fragments").asArray()) {
            JsonObject fragment = entry.asObject();
            fits |= !fragment.required("fragmentHeader").asBoolean();
            expected.add(planned(fragment, "packetOctets"));
        }
        byte[] packet = Sample.ipv6(4, Sample.ipv4(Vectors.integer(plan, "ipv4TotalLength")));
        Ipv6Fragmenter fragmenter = new Ipv6Fragmenter();
        int mtu = Vectors.integer(plan, "ipv6Mtu");

        FragmentationResult result =
                fragmenter.start(new Packet().attach(ByteBuffer.wrap(packet), 0, packet.length, 0), mtu, 1);

        if (fits) {
            assertEquals(FragmentationResult.FITS, result);
            assertEquals(expected, List.of(new Planned(packet.length, 0, false)));
            return;
        }
        assertEquals(FragmentationResult.CUT, result);
        ByteBuffer buffer = ByteBuffer.allocate(mtu);
        Packet place = new Packet();
        List<Planned> actual = new ArrayList<>();
        while (fragmenter.next(place.attach(buffer, 0, mtu, 0))) {
            int word = buffer.getShort(42) & 0xffff;
            actual.add(new Planned(place.length(), word >>> 3, (word & 1) != 0));
        }
        assertEquals(expected, actual);
    }

    @ParameterizedTest
    @MethodSource("inner")
    void ipv4PacketIsFragmentedAsPlanned(JsonObject plan) {
        List<Planned> expected = plan.required("fragments").asArray().stream()
                .map(entry -> planned(entry.asObject(), "totalLength"))
                .toList();
        byte[] packet = Sample.ipv4(Vectors.integer(plan, "ipv4TotalLength"));
        Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
        int limit = Vectors.integer(plan, "ipv6Mtu") - TUNNEL_HEADER;

        FragmentationResult result =
                fragmenter.start(new Packet().attach(ByteBuffer.wrap(packet), 0, packet.length, 0), limit, false);

        if (expected.size() == 1) {
            assertEquals(FragmentationResult.FITS, result);
            assertEquals(expected, List.of(new Planned(packet.length, 0, false)));
            return;
        }
        assertEquals(FragmentationResult.CUT, result);
        ByteBuffer buffer = ByteBuffer.allocate(limit);
        Packet place = new Packet();
        List<Planned> actual = new ArrayList<>();
        while (fragmenter.next(place.attach(buffer, 0, limit, 0))) {
            int word = buffer.getShort(6) & 0xffff;
            actual.add(new Planned(place.length(), word & 0x1fff, (word & 0x2000) != 0));
        }
        assertEquals(expected, actual);
    }

    private static Planned planned(JsonObject entry, String octets) {
        return new Planned(
                Vectors.integer(entry, octets),
                Vectors.integer(entry, "fragmentOffset"),
                entry.required("moreFragments").asBoolean());
    }
}
