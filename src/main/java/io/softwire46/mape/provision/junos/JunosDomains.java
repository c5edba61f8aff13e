package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.List;

/**
 * Reads the Junos form of a domain file: the {@code set} lines below {@code services softwire softwire-concentrator map-e}. Other
 * lines of a configuration are skipped, except lines that would change these statements, which are errors.
 *
 * <p>Static methods only.
 */
final class JunosDomains {
    private JunosDomains() {}

    static ReadResult read(String text) {
        DomainReading reading = new DomainReading();
        JunosConcentrators concentrators = new JunosConcentrators(reading);
        StatementDispatcher lines = new StatementDispatcher(reading, concentrators);
        if (JunosDetection.isShowOutput(text)) {
            JunosDetection.refuseShowOutput(reading);
        } else {
            JunosSetLines.read(JunosCompare.isForm(text) ? JunosCompare.added(text, reading) : text, lines);
        }
        if (concentrators.isEmpty() && !reading.hasError()) {
            lines.refuse(
                    Location.START,
                    "file",
                    "text",
                    "is not JSON and has no map-e NAME; add lines set services softwire softwire-concentrator map-e NAME");
        }
        List<List<JunosRule>> groups = concentrators.groups();
        concentrators.finish(groups, groups.size() == 1);
        return reading.finish("junos");
    }
}
