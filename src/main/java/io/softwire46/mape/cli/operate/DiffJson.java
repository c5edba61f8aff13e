package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.FindingJson;
import io.softwire46.mape.cli.text.MappingJson;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.diff.RuleSetDiff.Box;
import io.softwire46.mape.operate.diff.RuleSetDiff.OptionChange;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerBox;
import io.softwire46.mape.operate.diff.RuleSetDiff.OwnerChanges;
import io.softwire46.mape.operate.diff.RuleSetDiff.PortCount;
import io.softwire46.mape.operate.diff.RuleSetDiff.Step;
import io.softwire46.mape.operate.diff.SubscriberChange;
import io.softwire46.mape.provision.DomainFile;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A difference as JSON. Counts are strings, as they may exceed 2^53.
 *
 * <p>Not thread-safe: use one instance per output.
 */
final class DiffJson {
    private final JsonWriter json;
    private final DiffView view;

    /** Begins the object. */
    DiffJson(Appendable out, DiffView view) {
        json = JsonWriter.indented(out).beginObject();
        this.view = view;
    }

    void classes(Map<SubscriberChange, BigInteger> counts, boolean hasBoxes) {
        json.name("classes").beginObject();
        counts.forEach((change, count) -> json.name(change.name())
                .beginObject()
                .field("subscribers", count.toString())
                .field("boxes", hasBoxes ? view.boxCount(change) : 0)
                .endObject());
        json.endObject();
    }

    void boxes(boolean areWanted) {
        json.name("boxes").beginArray();
        for (SubscriberChange change : SubscriberChange.values()) {
            if (areWanted) {
                view.boxes(change).forEach(this::box);
            }
        }
        json.endArray();
    }

    private void box(Box box) {
        json.beginObject()
                .field("class", box.change().name())
                .field("ipv6", box.ipv6Prefix().toCanonicalString())
                .field("prefixLength", box.unitLength())
                .field("ipv4", DiffView.ipv4Prefix(box).toCanonicalString())
                .name("psid");
        if (DiffView.shownRule(box).isShared()) {
            int[] psids = DiffView.psids(box);
            json.beginArray().value(psids[0]).value(psids[1]).endArray();
        } else {
            json.nullValue();
        }
        json.field("old", view.oldName(box.oldRule()))
                .field("new", view.newName(box.newRule()))
                .field("subscribers", Long.toString(box.subscribers()))
                .name("ports");
        PortCount ports = box.ports();
        if (ports == null) {
            json.nullValue();
        } else {
            json.beginObject()
                    .field("kept", ports.kept().toString())
                    .field("lost", ports.lost().toString())
                    .field("gained", ports.gained().toString())
                    .endObject();
        }
        json.name("example");
        example(view.example(box), null);
        json.endObject();
    }

    private void example(DiffView.Example example, @Nullable SubscriberChange change) {
        json.beginObject();
        if (change != null) {
            json.field("class", change.name());
        }
        json.field("endUserPrefix", example.endUserPrefix().toCanonicalString());
        mapping("old", example.old());
        mapping("new", example.now());
        json.endObject();
    }

    private void mapping(String name, @Nullable CeMapping ce) {
        json.name(name);
        if (ce == null) {
            json.nullValue();
            return;
        }
        json.beginObject();
        MappingJson.mapping(json, ce);
        json.field("mapAddress", ce.mapAddress().toCanonicalString()).endObject();
    }

    void owners(OwnerChanges owners) {
        json.name("ipv4Ports")
                .beginObject()
                .field("same", Long.toString(owners.same()))
                .field("other", Long.toString(owners.other()))
                .field("gained", Long.toString(owners.gained()))
                .field("lost", Long.toString(owners.lost()))
                .endObject();
        json.name("ipv4Boxes").beginArray();
        for (OwnerBox box : owners.largest()) {
            json.beginObject()
                    .field("change", box.change().name())
                    .field("first", Addresses.toText(box.ipv4First()))
                    .field("last", Addresses.toText(box.ipv4Last()))
                    .field("old", view.oldName(box.oldRule()))
                    .field("new", view.newName(box.newRule()))
                    .field("ports", Long.toString(box.ports()))
                    .endObject();
        }
        json.endArray();
    }

    void together(List<Finding> findings, int limit) {
        json.name("together")
                .beginObject()
                .field("conflicts", Long.toString(view.diff().conflicts()))
                .field("findingCount", findings.size());
        json.name("findings").beginArray();
        findings.stream().limit(limit).forEach(each -> {
            json.beginObject();
            FindingJson.fields(json, each);
            json.endObject();
        });
        json.endArray().endObject();
    }

    void options() {
        json.name("options").beginArray();
        for (OptionChange each : view.diff().options()) {
            json.beginObject()
                    .field("domain", each.domain())
                    .field("option", each.option())
                    .field("old", each.oldValue())
                    .field("new", each.newValue())
                    .endObject();
        }
        json.endArray();
    }

    void steps(List<Step> steps) {
        json.name("steps").beginArray();
        for (Step each : steps) {
            json.beginObject()
                    .field("id", each.id())
                    .field("action", each.action())
                    .field("reason", each.reason())
                    .field("check", each.check())
                    .name("domain");
            switch (each.domains().size()) {
                case 0 -> json.nullValue();
                case 1 -> json.value(Json.parse(DomainFile.write(each.domains().get(0))));
                default -> json.value(Json.parse(DomainFile.write(each.domains())));
            }
            json.endObject();
        }
        json.endArray();
    }

    void subscribers(@Nullable DiffSubscribers subscribers) {
        json.name("subscribers");
        if (subscribers == null) {
            json.nullValue();
            return;
        }
        json.beginObject()
                .field("prefixes", Long.toString(subscribers.count()))
                .field("unserved", Long.toString(subscribers.unservedCount()));
        json.name("unservedPrefixes").beginArray();
        subscribers.unserved().forEach(json::value);
        json.endArray();
        json.name("examples").beginArray();
        subscribers.examples().forEach((change, examples) -> examples.forEach(each -> example(each, change)));
        json.endArray().endObject();
    }

    void end() {
        json.endObject().endLine();
    }
}
