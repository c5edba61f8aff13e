package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.adapter.CapabilitiesCodec;
import io.softwire46.mape.conformance.adapter.StrictJson;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.json.JsonWriter;
import java.math.BigDecimal;
import java.util.TreeSet;

/**
 * The results as {@code report.json}, version 1: a later version adds fields in another file.
 *
 * <p>Static methods only.
 */
final class ReportJson {
    private ReportJson() {}

    static String of(RunResult run) {
        StringBuilder out = new StringBuilder(1 << 16);
        JsonWriter json = JsonWriter.indented(out).beginObject();
        json.field("kit", run.kit()).field("suite", run.suite()).name("target").beginObject();
        CapabilitiesCodec.write(json, run.target());
        json.endObject().field("seed", CaseJson.seedText(run.seed())).field("exit", run.exit());
        json.field("started", run.started().toString()).name("counts").beginObject();
        for (Result result : Result.values()) {
            json.field(
                    result.toString(),
                    run.properties().stream()
                            .filter(each -> each.result() == result)
                            .count());
        }
        json.endObject();
        StrictJson.write(json.name("notTested"), NotTested.LIST);
        json.name("properties").beginArray();
        run.properties().forEach(each -> property(json, each));
        json.endArray().endObject().endLine();
        return out.toString();
    }

    private static void property(JsonWriter json, PropertyResult each) {
        Mode mode =
                each.cases().isEmpty() ? null : each.cases().get(0).judgement().mode();
        json.beginObject()
                .field("id", each.property().id())
                .field("level", each.property().level().toString())
                .field("clause", each.property().clause())
                .field("result", each.result().toString())
                .field("mode", mode == null ? null : mode.toString())
                .field("differs", each.differs())
                .field("effective", each.effective());
        json.name("classes").beginObject();
        TreeSet<String> names = new TreeSet<>(each.classes().keySet());
        names.addAll(each.failedClasses().keySet());
        for (String name : names) {
            json.name(name)
                    .beginObject()
                    .field("checks", each.classes().getOrDefault(name, 0))
                    .field("failed", each.failedClasses().getOrDefault(name, 0))
                    .endObject();
        }
        json.endObject();
        StrictJson.write(json.name("notSupported"), each.notSupported());
        json.name("seconds").plain(BigDecimal.valueOf(each.millis(), 3).doubleValue());
        json.name("cases").beginArray();
        for (int i = 0; i < each.cases().size(); i++) {
            FailedCase failed = each.cases().get(i);
            json.beginObject()
                    .field("mode", String.valueOf(failed.judgement().mode()))
                    .field("directory", CaseDirectory.name(each, i))
                    .field(
                            "difference",
                            Explanation.shortened(failed.judgement().difference()))
                    .field("failures", failed.failures())
                    .field("shrunk", failed.shrunk())
                    .endObject();
        }
        json.endArray().endObject();
    }
}
