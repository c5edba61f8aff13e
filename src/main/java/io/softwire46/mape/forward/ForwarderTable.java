package io.softwire46.mape.forward;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.map.MapRule;
import java.util.List;

/** What the tables of both nodes contain. */
interface ForwarderTable {
    List<ConfiguredDomain> domains();

    List<MapRule> rules();
}
