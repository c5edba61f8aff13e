package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Optional;

/**
 * Sources of a tunnel packet that do not belong together: an outer source of another customer edge, or an IPv4 source or port that
 * the customer edge does not own.
 *
 * @param outerSource of the tunnel packet
 * @param flow of the IPv4 packet in it
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares forgeries
record Forgery(byte[] outerSource, Flow flow) {
    /** What is forged, by its number. */
    static final List<String> KINDS = List.of("prefix", "address", "port");

    /**
     * Draws a forgery of a customer edge's packet; none where the rule has only one value, or all is right again.
     *
     * @param kind index in {@link #KINDS}
     * @param rules against which the product checks sources
     */
    static Optional<Forgery> draw(Choices draw, World world, List<NaiveMap.Rule> rules, End ce, Flow right, int kind) {
        NaiveMap.Rule rule = ce.site().rule();
        Flow flow = right;
        byte[] source = ce.owner().mapAddress();
        switch (kind) {
            case 0 -> {
                if (rule.ea() == 0) {
                    return Optional.empty();
                }
                int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(rule.ea()));
                String other = flipped(ce.owner().ce().ea(), bit);
                source = Bytes.ofBits(
                        NaiveMap.ce(rule, rule.ipv6() + other).orElseThrow().mapAddressFromRule());
            }
            case 1 -> {
                int ownBits = ce.owner().ce().ipv4().length();
                int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(ownBits));
                flow = flow.withSource(ce.address() ^ (0x8000_0000 >>> bit), ce.port());
            }
            default -> {
                if (!rule.isShared()) {
                    return Optional.empty();
                }
                int m = 16 - rule.offset() - rule.psidBits();
                int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(rule.psidBits()));
                flow = flow.withSource(ce.address(), ce.port() ^ (1 << (m + bit)));
            }
        }
        boolean strict = "strict".equals(world.option("sourceCheck"));
        String outcome = NaiveMap.check(
                rules, Bytes.bits(source, 0, 16), NaiveMap.Text.ipv4(flow.source()), flow.sourcePort(), strict);
        return outcome.equals("ACCEPTED") ? Optional.empty() : Optional.of(new Forgery(source, flow));
    }

    private static String flipped(String bits, int at) {
        return bits.substring(0, at) + (bits.charAt(at) == '0' ? '1' : '0') + bits.substring(at + 1);
    }
}
