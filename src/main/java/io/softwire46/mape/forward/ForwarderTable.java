package io.softwire46.mape.forward;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.map.MapRule;
import java.util.List;

/** The domains and rules that the tables of both nodes provide. Implementations are immutable. */
interface ForwarderTable {
    List<ConfiguredDomain> domains();

    List<MapRule> rules();
}
