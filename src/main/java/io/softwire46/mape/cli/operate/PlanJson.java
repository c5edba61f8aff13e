package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.FindingJson;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.SubscriberChange;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import io.softwire46.mape.provision.DomainFile;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plans as JSON. Counts that may exceed 2^53 are strings.
 *
 * <p>Not thread-safe: use one instance per output.
 */
final class PlanJson {
    private final JsonWriter json;
    private final PlanView view;

    PlanJson(Appendable out, PlanView view) {
        json = JsonWriter.indented(out);
        this.view = view;
    }

    void print() {
        PlanResult result = view.result();
        json.beginObject().field("feasible", result.isFeasible());
        json.name("plans").beginArray();
        result.plans().forEach(each -> plan(each, view.changes(each)));
        json.endArray();
        json.name("relaxations").beginArray();
        for (PlanResult.Relaxation each : result.relaxations()) {
            json.beginObject().field("dimension", each.dimension()).field("change", each.change());
            json.name("plan");
            plan(each.plan(), null);
            json.endObject();
        }
        json.endArray();
        json.field("frontSize", result.frontSize());
        json.name("mtu")
                .beginObject()
                .field("link", result.mtu().link())
                .field("ipv4", result.mtu().ipv4())
                .field("mss", result.mtu().mss())
                .field("linkFor1500", result.mtu().linkFor1500())
                .field("fits1500", result.mtu().fits1500())
                .endObject();
        json.endObject().endLine();
    }

    private void plan(Plan plan, @Nullable Map<SubscriberChange, RuleSetDiff.ClassCount> changes) {
        PortParameters ports = plan.ports();
        json.beginObject().field("rank", plan.rank());
        json.field("domain", Json.parse(DomainFile.write(plan.domain())));
        json.field("rules", plan.rules().size())
                .field("capacity", Long.toString(plan.capacity()))
                .field("spare", Long.toString(plan.spare()));
        json.name("psidOffset");
        if (ports.isShared()) {
            json.value(ports.psidOffset());
        } else {
            json.nullValue();
        }
        json.field("psidLength", ports.psidLength())
                .field("portsPerSubscriber", ports.portCount())
                .field("ranges", ports.rangeCount())
                .field("wastedPorts", Long.toString(plan.wastedPorts()))
                .field("ipv6", plan.ipv6().toCanonicalString())
                .field("endUserPrefixLength", plan.delegatedLength())
                .field("drawback", plan.drawback());
        json.name("changes");
        if (changes == null) {
            json.nullValue();
        } else {
            json.beginObject();
            changes.forEach((change, count) -> json.name(change.name())
                    .beginObject()
                    .field("subscribers", count.subscribers().toString())
                    .field("boxes", count.boxes())
                    .endObject());
            json.endObject();
        }
        FindingJson.array(json, plan.findings());
        json.endObject();
    }
}
