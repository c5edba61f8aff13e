package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.DESTINATION_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.DESTINATION_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNT;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.RECEIVED;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SECOND;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TAGS;

import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.relay.CompiledRelayTable;
import io.softwire46.mape.forward.relay.RelayState;
import io.softwire46.mape.forward.relay.RelayUpstream;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.Encapsulator;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Upstream fast path of a border relay: decapsulates ordinary packets in batches, from the CE that owns their source. It punts
 * all others to {@link RelayUpstream}, unchanged.
 *
 * <p>If the rule of the inner source has no nested rules, 128 equal bits satisfy the source check of RFC 7597 section 8.1, and
 * the longest match of the outer source is not needed.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FastPathRelayUpstream implements Burst.Steps {
    private final RelayState state;
    final long[] columns = FastPathPackets.columns();

    public FastPathRelayUpstream(RelayState state) {
        this.state = state;
    }

    @Override
    public void classify(Packet[] packets, int from, int count) {
        FastPathPackets.readTunnel(columns, packets, from, count);
        if (classify(count)) {
            MssColumns.check(columns, packets, from, count, Ipv6Header.OCTETS);
        }
    }

    @Override
    public void classify(PacketBatch batch, int from, int count) {
        FastPathPackets.readTunnel(columns, batch, from, count);
        if (classify(count)) {
            MssColumns.check(columns, batch, from, count, Ipv6Header.OCTETS);
        }
    }

    /** Determines the ordinary packets; returns whether {@link MssColumns} must check them. */
    private boolean classify(int count) {
        CompiledRelayTable table = state.table;
        FastPathPackets.checkIpv4(columns, count);
        FastPathPackets.checkTunnel(columns, count);
        FastPathPackets.sourceKeys(columns, count);
        table.rules().find(columns, count);
        FastPathPackets.checkSource(columns, count);
        if (table.hairpins()) {
            FastPathPackets.destinationKeys(columns, count);
            table.rules().findSlots(columns, count);
        }
        OuterSource[] outerSources = table.outerSources();
        return (outerSources.length == 1 && isUniform(table, outerSources[0], count))
                ? checkUniform(outerSources[0].options, count)
                : checkEach(table, outerSources, count);
    }

    /**
     * Returns whether {@link #checkUniform} has the same effect as {@link #checkEach}: all packets were sent to one address, which
     * serves all rules.
     */
    private boolean isUniform(CompiledRelayTable table, OuterSource outerSource, int count) {
        return FastPathDecapsulation.needsSizesOnly(outerSource.options)
                && !table.hasRelayAmongCes()
                && FastPathPackets.allHave(
                        columns, DESTINATION_HIGH, count, outerSource.sourceHigh, outerSource.sourceLow);
    }

    /** Checks all packets by loops without branches. */
    private boolean checkUniform(DomainOptions options, int count) {
        FastPathDecapsulation.checkSizes(columns, count, options);
        if (options.hairpin) {
            for (int i = 0; i < count; i++) { // HAIRPIN: negative if the slot differs from NO_RULE
                long different = columns[SLOTS + i] ^ CompiledRules.NO_RULE;
                columns[PUNTS + i] |= different | -different;
            }
        }
        return options.lowersMss(); // MSS
    }

    private boolean checkEach(CompiledRelayTable table, OuterSource[] outerSources, int count) {
        boolean clamps = false;
        for (int i = 0; i < count; i++) {
            if (columns[PUNTS + i] >= 0) {
                OuterSource outerSource = outerSources[(int) columns[TAGS + i]];
                DomainOptions options = outerSource.options;
                if (!isToRelay(table, outerSource, i) // NOT_TO_RELAY, FROM_RELAY
                        // HAIRPIN
                        || (options.hairpin && columns[SLOTS + i] != CompiledRules.NO_RULE)
                        || FastPathDecapsulation.hasMore(columns, i, options)) {
                    columns[PUNTS + i] = PUNT;
                }
                clamps |= Encapsulator.mayClamp(columns[SECOND + i], options); // MSS
            }
        }
        return clamps;
    }

    /** Returns whether a packet was sent to a BR address of the domain, and not from one. */
    private boolean isToRelay(CompiledRelayTable table, OuterSource outerSource, int i) {
        long high = columns[DESTINATION_HIGH + i];
        long low = columns[DESTINATION_LOW + i];
        return ((high == outerSource.sourceHigh && low == outerSource.sourceLow)
                        || table.isServed(high, low, outerSource.domain))
                && (!table.hasRelayAmongCes()
                        || table.relayOf(columns[SOURCE_HIGH + i], columns[SOURCE_LOW + i])
                                == CompiledRelayTable.NOT_A_BORDER_RELAY);
    }

    @Override
    public int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        return FastPathDecapsulation.forward(
                state.context, columns, state.table.outerSources(), packets, verdicts, from, done, count);
    }

    @Override
    public int forward(PacketBatch batch, int from, int done, int count) {
        return FastPathDecapsulation.forward(
                state.context, columns, state.table.outerSources(), batch, from, done, count);
    }

    /** The same order as {@link RelayUpstream#take}: BR address, source of a CE, inner header, inner source. */
    @Override
    public @Nullable Verdict refuse(int i) {
        CompiledRelayTable table = state.table;
        if (!FastPathRefusals.isTunnelPacket(columns, i) || table.hasRelayAmongCes()) {
            return null;
        }
        int relay = table.relayOf(columns[DESTINATION_HIGH + i], columns[DESTINATION_LOW + i]);
        int rule = relay == CompiledRelayTable.NOT_A_BORDER_RELAY
                ? CompiledRules.NO_RULE
                : table.ruleOfSource(relay, guess(table, i), columns[SOURCE_HIGH + i], columns[SOURCE_LOW + i]);
        if (rule == CompiledRules.NO_RULE) {
            return null;
        }
        OuterSource outerSource = table.outerSource(rule);
        Verdict verdict = FastPathRefusals.ofInner(columns, i, outerSource.options);
        if (verdict != null) {
            int arrived = (int) columns[RECEIVED + i] + Ipv6Header.OCTETS;
            state.context.countRefused(Direction.V6_TO_V4, verdict, outerSource.domain, arrived);
        }
        return verdict;
    }

    /** Returns a rule that may be that of the outer source: it is, if the CE sent from an address of another CE of its rule. */
    private int guess(CompiledRelayTable table, int i) {
        if (columns[SLOTS + i] >= 0) {
            return CompiledRules.ruleOfSlot((int) columns[SLOTS + i]);
        }
        return table.rules().isEmpty() ? CompiledRules.NO_RULE : 0;
    }

    @Override
    public void rules(int[] rules, int from, int count) {
        if (state.table.hairpins()) { // the slots are those of the destinations
            FastPathPackets.sourceKeys(columns, count);
            state.table.rules().findSlots(columns, count);
        }
        for (int i = 0; i < count; i++) {
            rules[from + i] = DomainColumns.rule(columns, i);
        }
    }
}
