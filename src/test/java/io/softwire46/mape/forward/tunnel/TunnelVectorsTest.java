package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.Nodes.assertLeft;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Nodes;
import org.junit.jupiter.api.Test;

/** The packets of RFC 7597 Appendix A examples 2 and 3, octet by octet, without flow labels. */
class TunnelVectorsTest {
    private static final String FROM_CE = "45b90021 12340000 4011a1c7 c0000212 01020304 04d00050000d522d4d41502d45";
    private static final String FROM_CE_HOP_LESS =
            "45b90021 12340000 3f11a2c7 c0000212 01020304 04d00050000d522d4d41502d45";
    private static final String CE_TO_BR = "20010db8001234000000c00002120034 20010db8ffff00000000000000000001";
    private static final String TO_CE = "45000021 43210000 40117193 01020304 c0000212 005004d0000d522d4d41502d45";
    private static final String TO_CE_HOP_LESS =
            "45000021 43210000 3f117293 01020304 c0000212 005004d0000d522d4d41502d45";
    private static final String BR_TO_CE = "20010db8ffff00000000000000000001 20010db8001234000000c00002120034";

    private static void assertFromCe(String outer, ForwardingOptions options) {
        CustomerEdge edge = Nodes.edge(Nodes.domain(options, Nodes.BR, RULE), "2001:db8:12:3400::/56");
        assertLeft(Bytes.hex(outer), Nodes.up(edge, Bytes.hex(FROM_CE)));
    }

    @Test
    void example3WithTheTrafficClassCopied() {
        assertFromCe("6b900000 0021 04 40" + CE_TO_BR + FROM_CE_HOP_LESS, OPTIONS);
    }

    @Test
    void example3WithDscp0AndEcnCopied() {
        assertFromCe(
                "60100000 0021 04 40" + CE_TO_BR + FROM_CE_HOP_LESS, OPTIONS.with(ForwardingOption.TRAFFIC_CLASS, 0));
    }

    @Test
    void example3WithTunnelEncapsulationLimit4() {
        assertFromCe(
                "6b900000 0029 3c 40" + CE_TO_BR + "04000401 04010100" + FROM_CE_HOP_LESS,
                OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, 4));
    }

    @Test
    void example2() {
        assertLeft(
                Bytes.hex("60000000 0021 04 40" + BR_TO_CE + TO_CE_HOP_LESS),
                Nodes.down(Nodes.relay(OPTIONS, RULE), Bytes.hex(TO_CE)));
    }

    @Test
    void example3OutOfTheTunnelAtTheBorderRelay() {
        for (String header : new String[] {"6b900000 0021 04 40", "60100000 0021 04 40", "60000000 0021 04 01"}) {
            assertLeft(
                    Bytes.hex(FROM_CE_HOP_LESS),
                    Nodes.up(Nodes.relay(OPTIONS, RULE), Bytes.hex(header + CE_TO_BR + FROM_CE_HOP_LESS)));
        }
        assertLeft(
                Bytes.hex(FROM_CE_HOP_LESS),
                Nodes.up(
                        Nodes.relay(OPTIONS, RULE),
                        Bytes.hex("6b900000 0029 3c 40" + CE_TO_BR + "04000401 04010100" + FROM_CE_HOP_LESS)));
    }

    @Test
    void example2OutOfTheTunnelAtTheCustomerEdge() {
        CustomerEdge edge = Nodes.edge(Nodes.domain(OPTIONS, Nodes.BR, RULE), "2001:db8:12:3400::/56");
        assertLeft(
                Bytes.hex(TO_CE_HOP_LESS),
                Nodes.down(edge, Bytes.hex("60000000 0021 04 40" + BR_TO_CE + TO_CE_HOP_LESS)));
    }
}
