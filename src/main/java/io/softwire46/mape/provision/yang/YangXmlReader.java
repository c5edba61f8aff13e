package io.softwire46.mape.provision.yang;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads YANG data in XML through its form in JSON, so that both have the same checks. Immutable. */
final class YangXmlReader implements FormatReader {
    static final YangXmlReader INSTANCE = new YangXmlReader();

    private static final String NAME = "yang-xml";

    /** Names that no other data in XML has. */
    private static final List<String> FEATURES = List.of(YangNames.BR, YangNames.CE, "br-instances", "algo-instance");

    private YangXmlReader() {}

    @Override
    public Grammar grammar() {
        return Grammar.TEXT;
    }

    @Override
    public Set<ForwardingOption<?>> options() {
        return YangOptions.BINDING;
    }

    @Override
    public boolean detects(Input input) {
        String text = input.requireText();
        return isXml(text) && FEATURES.stream().anyMatch(text::contains);
    }

    private static boolean isXml(String text) {
        return text.stripLeading().startsWith("<");
    }

    @Override
    public Optional<String> mismatch(Input input) {
        return isXml(input.requireText()) ? Optional.empty() : Optional.of("is not XML");
    }

    @Override
    public String noun() {
        return "YANG data in XML";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        List<JsonObject> roots = YangXmlParser.parse(input.requireText(), reading);
        if (!reading.hasError()) {
            SoftwireYang.assemble(roots, Location.START, reading);
        }
        return reading.finish(NAME);
    }

    @Override
    public String toString() {
        return "reader of " + NAME;
    }
}
