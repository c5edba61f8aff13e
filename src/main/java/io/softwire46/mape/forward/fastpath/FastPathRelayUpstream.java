package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.DESTINATION_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.DESTINATION_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.FLAW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.FLAWS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TAGS;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.relay.CompiledRelayTable;
import io.softwire46.mape.forward.relay.RelayState;
import io.softwire46.mape.forward.relay.RelayUpstream;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.wire.Packet;

/**
 * The border relay's way from the CEs to IPv4 for packets as most are, in steps for many at once as {@link FastPathRelayDownstream}: a
 * plain packet right behind the tunnel header of the CE that owns its source, of which nothing is to be told. All others are left
 * as they are to {@link RelayUpstream}.
 *
 * <p>Where the rule of the inner source has no other inside it, 128 equal bits satisfy every source check (RFC 7597 section 8.1),
 * and the longest match of the outer source is not needed.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class FastPathRelayUpstream implements Burst.Steps {
    private final RelayState state;
    final long[] columns = FastPathPackets.columns();

    public FastPathRelayUpstream(RelayState state) {
        this.state = state;
    }

    @Override
    public void classify(Packet[] packets, int from, int count) {
        CompiledRelayTable table = state.table;
        FastPathPackets.readTunnel(columns, packets, from, count);
        FastPathPackets.judgeIpv4(columns, count);
        FastPathPackets.checkTunnel(columns, count);
        FastPathPackets.sourceKeys(columns, count);
        table.rules().find(columns, count);
        FastPathPackets.checkSource(columns, count);
        if (table.hairpins()) {
            FastPathPackets.destinationKeys(columns, count);
            table.rules().findSlots(columns, count);
        }
        OuterSource[] outerSources = table.outerSources();
        for (int i = 0; i < count; i++) {
            if (columns[FLAWS + i] >= 0) {
                OuterSource outerSource = outerSources[(int) columns[TAGS + i]];
                DomainOptions options = outerSource.options;
                if (!isToRelay(table, outerSource, i) // NOT_TO_RELAY, FROM_RELAY
                        // HAIRPIN
                        || (options.hairpin && columns[SLOTS + i] != CompiledRules.NO_RULE)
                        || FastPathDecapsulation.hasMore(packets[from + i], columns, i, options)) {
                    columns[FLAWS + i] = FLAW;
                }
            }
        }
    }

    /** Whether it came to a BR address of the domain, and not from one. */
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
    public void rules(int[] rules, int from, int count) {
        if (state.table.hairpins()) { // the slots are those of destinations
            FastPathPackets.sourceKeys(columns, count);
            state.table.rules().findSlots(columns, count);
        }
        for (int i = 0; i < count; i++) {
            rules[from + i] = DomainColumns.rule(columns, i);
        }
    }
}
