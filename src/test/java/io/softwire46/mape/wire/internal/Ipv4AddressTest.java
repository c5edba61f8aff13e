package io.softwire46.mape.wire.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4AddressTest {

    /** Both edges of every block that RFC 1122 section 3.2.1.3 sets apart. */
    @ParameterizedTest
    @CsvSource({
        // address, this network, loopback, multicast, class E, broadcast, martian source, martian destination
        "0.0.0.0,         true,  false, false, false, false, true,  true",
        "0.255.255.255,   true,  false, false, false, false, true,  true",
        "1.0.0.0,         false, false, false, false, false, false, false",
        "10.0.0.1,        false, false, false, false, false, false, false",
        "126.255.255.255, false, false, false, false, false, false, false",
        "127.0.0.0,       false, true,  false, false, false, true,  true",
        "127.255.255.255, false, true,  false, false, false, true,  true",
        "128.0.0.0,       false, false, false, false, false, false, false",
        "192.0.2.18,      false, false, false, false, false, false, false",
        "223.255.255.255, false, false, false, false, false, false, false",
        "224.0.0.0,       false, false, true,  false, false, true,  false",
        "239.255.255.255, false, false, true,  false, false, true,  false",
        "240.0.0.0,       false, false, false, true,  false, true,  true",
        "255.255.255.254, false, false, false, true,  false, true,  true",
        "255.255.255.255, false, false, false, true,  true,  true,  false",
    })
    void knowsTheSpecialBlocks(
            String text,
            boolean thisNetwork,
            boolean loopback,
            boolean multicast,
            boolean classE,
            boolean broadcast,
            boolean martianSource,
            boolean martianDestination)
            throws UnknownHostException {
        int address = ByteBuffer.wrap(InetAddress.getByName(text).getAddress()).getInt();
        assertEquals(thisNetwork, Ipv4Address.isThisNetwork(address));
        assertEquals(loopback, Ipv4Address.isLoopback(address));
        assertEquals(multicast, Ipv4Address.isMulticast(address));
        assertEquals(classE, Ipv4Address.isClassE(address));
        assertEquals(broadcast, Ipv4Address.isBroadcast(address));
        assertEquals(martianSource, Ipv4Address.isMartianSource(address));
        assertEquals(martianDestination, Ipv4Address.isMartianDestination(address));
    }
}
