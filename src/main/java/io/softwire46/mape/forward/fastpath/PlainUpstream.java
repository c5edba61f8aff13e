package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.PlainPackets.DESTINATION_HIGH;
import static io.softwire46.mape.forward.fastpath.PlainPackets.DESTINATION_LOW;
import static io.softwire46.mape.forward.fastpath.PlainPackets.FLAW;
import static io.softwire46.mape.forward.fastpath.PlainPackets.FLAWS;
import static io.softwire46.mape.forward.fastpath.PlainPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.PlainPackets.SOURCE_HIGH;
import static io.softwire46.mape.forward.fastpath.PlainPackets.SOURCE_LOW;
import static io.softwire46.mape.forward.fastpath.PlainPackets.TAGS;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.relay.CompiledRelayTable;
import io.softwire46.mape.forward.relay.RelayState;
import io.softwire46.mape.forward.relay.RelayUpstream;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.Origin;
import io.softwire46.mape.wire.Packet;

/**
 * The border relay's way from the CEs to IPv4 for packets as most are, in steps for many at once as {@link PlainDownstream}: a
 * plain packet right behind the tunnel header of the CE that owns its source, of which nothing is to be told. All others are left
 * as they are to {@link RelayUpstream}.
 *
 * <p>Where the rule of the inner source has no other inside it, 128 equal bits satisfy every source check (RFC 7597 section 8.1),
 * and the longest match of the outer source is not needed.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class PlainUpstream implements Burst.Steps {
    private final RelayState state;
    final long[] columns = PlainPackets.columns();

    public PlainUpstream(RelayState state) {
        this.state = state;
    }

    @Override
    public void look(Packet[] packets, int from, int count) {
        CompiledRelayTable table = state.table;
        PlainPackets.readTunnel(columns, packets, from, count);
        PlainPackets.judgeIpv4(columns, count);
        PlainPackets.judgeTunnel(columns, count);
        PlainPackets.sourceKeys(columns, count);
        table.rules().find(columns, count);
        PlainPackets.judgeSource(columns, count);
        if (table.hairpins()) {
            PlainPackets.destinationKeys(columns, count);
            table.rules().findSlots(columns, count);
        }
        Origin[] origins = table.origins();
        for (int i = 0; i < count; i++) {
            if (columns[FLAWS + i] >= 0) {
                Origin origin = origins[(int) columns[TAGS + i]];
                DomainOptions options = origin.options;
                if (!isToRelay(table, origin, i) // NOT_TO_RELAY, FROM_RELAY
                        // HAIRPIN
                        || (options.hairpin && columns[SLOTS + i] != CompiledRules.NO_RULE)
                        || PlainExit.hasMore(packets[from + i], columns, i, options)) {
                    columns[FLAWS + i] = FLAW;
                }
            }
        }
    }

    /** Whether it came to a BR address of the domain, and not from one. */
    private boolean isToRelay(CompiledRelayTable table, Origin origin, int i) {
        long high = columns[DESTINATION_HIGH + i];
        long low = columns[DESTINATION_LOW + i];
        return ((high == origin.sourceHigh && low == origin.sourceLow) || table.isServed(high, low, origin.domain))
                && (!table.hasRelayAmongCes()
                        || table.relayOf(columns[SOURCE_HIGH + i], columns[SOURCE_LOW + i])
                                == CompiledRelayTable.NOT_A_BORDER_RELAY);
    }

    @Override
    public int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        return PlainExit.forward(state.worker, columns, state.table.origins(), packets, verdicts, from, done, count);
    }

    @Override
    public void rules(int[] rules, int from, int count) {
        if (state.table.hairpins()) { // the slots are those of destinations
            PlainPackets.sourceKeys(columns, count);
            state.table.rules().findSlots(columns, count);
        }
        for (int i = 0; i < count; i++) {
            rules[from + i] = DomainColumns.rule(columns, i);
        }
    }
}
