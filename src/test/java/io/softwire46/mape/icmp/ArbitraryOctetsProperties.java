package io.softwire46.mape.icmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.icmp.Icmpv6Echo.Result;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** No octets cause an exception, a read or a write outside of what was given. */
class ArbitraryOctetsProperties {

    @Property
    void errorsAboutAnything(@ForAll @Size(max = 700) byte[] packet) {
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            int length = packet.length;
            Icmpv4Suppression.forbids(view.buffer(), view.offset(), length, false);
            for (GuardedOctets out : GuardedOctets.allEmpty(576)) {
                int octets = Icmpv4Error.HOST_UNREACHABLE.write(0, view.packet(), 1, out.packet(), 2);
                assertEquals(length < 20, octets == 0);
                if (octets > 0) {
                    byte[] error = out.octets();
                    assertEquals(octets, Bytes.u16(error, 2));
                    assertEquals(0, Bytes.checksum(Bytes.part(error, 0, 20)));
                    assertEquals(0, Bytes.checksum(Bytes.part(error, 20, octets)));
                }
                out.assertOnlyWritten();
            }
            for (GuardedOctets out : GuardedOctets.allEmpty(1280)) {
                int octets = Icmpv6Error.SOURCE_ADDRESS_FAILED_POLICY.write(0, view.packet(), 3, out.packet());
                assertEquals(length < 40, octets == 0);
                out.assertOnlyWritten();
            }
            view.assertUntouched();
        }
    }

    /** Chains of extension headers out of a few kinds, so that the walk gets somewhere. */
    @Property(tries = 3000)
    void suppressionOfAnyChain(@ForAll @Size(min = 40, max = 140) byte[] packet, @ForAll boolean many) {
        int[] kinds = {0, 43, 44, 51, 58, 60, 4};
        packet[4] = 0;
        packet[6] = (byte) kinds[packet[6] & 3];
        for (int at = 40; at + 8 <= packet.length; at += 8) {
            packet[at] = (byte) kinds[(packet[at] & 0xff) % 7];
            packet[at + 1] &= 1;
        }
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            Icmpv6Suppression.forbids(view.buffer(), view.offset(), packet.length, 2, 0, many);
            view.assertUntouched();
        }
    }

    @Property
    void echoOfAnything(@ForAll @Size(min = 40, max = 90) byte[] packet, @ForAll byte type) {
        packet[0] = 0x60;
        Bytes.put16(packet, 4, packet.length - 40);
        if (packet.length > 40) {
            packet[40] = type;
        }
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            boolean valid = Ipv6Header.check(view.buffer(), view.offset(), packet.length) == HeaderCheck.OK;
            assertEquals(packet.length > 40, valid);
            Packet window = new Packet().attach(view.buffer(), view.offset(), packet.length, 0);
            Result result = Icmpv6Echo.reply(window, view.offset() + 40, packet.length - 40, 64);
            if (result != Result.REPLIED) {
                view.assertUntouched();
            } else {
                assertNotEquals(packet[40], view.octets()[40]);
            }
            view.assertOnlyWritten();
        }
    }
}
