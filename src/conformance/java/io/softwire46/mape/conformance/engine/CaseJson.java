package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.adapter.DomainCodec;
import io.softwire46.mape.conformance.adapter.StrictJson;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.judge.Expectation;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.judge.TestCase.Control;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A case as JSON text. A case made by hand needs only {@code setup}, {@code steps} and {@code expect}.
 *
 * <p>Static methods only.
 */
public final class CaseJson {
    /** Largest packet of a case: an IPv4 packet of 65,535 octets in a tunnel header, and no more. */
    private static final int MAX_PACKET_OCTETS = 65_575;

    /** Whole numbers up to this one are exact in every JSON reader (RFC 8259 section 6); others are written as text. */
    private static final long MAX_EXACT = 1L << 53;

    /** Field of a step that tries a configuration. */
    private static final String CONFIGURE = "configure";

    private static final List<String> FIELDS =
            List.of("suite", "property", "mode", "seed", "setup", "classes", "steps", "controls", "expect", "recipe");

    private CaseJson() {}

    /**
     * A case and where it comes from.
     *
     * <p>Immutable.
     *
     * @param suite version of the catalogue
     * @param seed of the run, or null
     * @param mode in which the case failed, or null
     * @param testCase the case; its property is "" if the text names none
     */
    public record Stored(
            String suite, @Nullable Long seed, @Nullable Mode mode, TestCase testCase) {}

    /** Returns the text of a case, with a line feed at its end. */
    public static String write(Stored stored) {
        StringBuilder out = new StringBuilder(4096);
        write(JsonWriter.indented(out), stored);
        return out.toString();
    }

    /** Returns the text of a case on one line, with a line feed at its end. */
    public static String line(Stored stored) {
        StringBuilder out = new StringBuilder(4096);
        write(JsonWriter.compact(out), stored);
        return out.toString();
    }

    private static void write(JsonWriter json, Stored stored) {
        TestCase testCase = stored.testCase();
        json.beginObject();
        json.field("suite", stored.suite()).field("property", testCase.property());
        Mode mode = stored.mode();
        json.field("mode", mode == null ? null : mode.toString());
        Long seed = stored.seed();
        json.field("seed", seed == null ? null : seedText(seed));
        setup(json.name("setup").beginObject(), testCase.setup());
        StrictJson.write(json.name("classes"), testCase.classes());
        json.name("steps").beginArray();
        testCase.steps().forEach(step -> step(json, step));
        json.endArray().name("controls").beginArray();
        testCase.controls()
                .forEach(each -> json.beginObject()
                        .field("step", each.step())
                        .field("of", each.of())
                        .endObject());
        json.endArray().name("expect").beginArray();
        testCase.expect().forEach(each -> {
            json.beginObject().field("step", each.step()).name("allowed").beginArray();
            each.allowed().forEach(outcome -> OutcomeJson.write(json, outcome));
            json.endArray().endObject();
        });
        json.endArray();
        if (testCase.recipe().size() > 0) {
            json.name("recipe").beginObject().name("choices").beginArray();
            for (long choice : testCase.recipe().values()) {
                boolean exact = choice >= -MAX_EXACT && choice <= MAX_EXACT;
                json.plain(exact ? (Object) choice : Long.toString(choice));
            }
            json.endArray().endObject();
        }
        json.endObject().endLine();
    }

    /** Returns a seed as reports and cases print it. */
    public static String seedText(long seed) {
        return "0x" + Long.toHexString(seed);
    }

    private static void setup(JsonWriter json, Setup setup) {
        json.field("role", setup.role().toString());
        json.name("domains").beginArray();
        setup.domains().forEach(domain -> DomainCodec.write(json, domain));
        json.endArray().field("endUserPrefix", setup.endUserPrefix());
        if (!setup.as().isEmpty()) {
            StrictJson.write(json.name("as"), new TreeMap<>(setup.as()));
        }
        json.endObject();
    }

    private static void step(JsonWriter json, Step step) {
        json.beginObject();
        if (step instanceof Step.Packet packet) {
            Sent sent = packet.sent();
            json.field("side", sent.side().toString()).field("at", sent.atNanos());
            json.field("hex", HexFormat.of().formatHex(sent.octets()));
        } else if (step instanceof Step.Configure configure) {
            setup(json.name(CONFIGURE).beginObject(), configure.setup());
        } else if (step instanceof Step.Ask ask) {
            Map<String, @Nullable Object> query = new LinkedHashMap<>();
            query.put("op", ask.query().op());
            query.putAll(ask.query().fields());
            StrictJson.write(json.name("query"), query);
        } else if (step instanceof Step.Count) {
            json.field("count", true);
        }
        json.endObject();
    }

    /**
     * Reads a case.
     *
     * @throws io.softwire46.mape.json.JsonException for a text that is no case, with line and column
     */
    public static Stored read(String text) {
        JsonObject root = Json.parse(text).asObject();
        root.refuseUnknown(FIELDS);
        List<Step> steps = root.required("steps").asArray().stream()
                .map(step -> step(step.asObject()))
                .toList();
        List<Expectation> expect = root.required("expect").asArray().stream()
                .map(each -> expectation(each.asObject(), steps))
                .toList();
        TestCase testCase = new TestCase(
                root.optional("property").map(JsonValue::asString).orElse(""),
                setup(root.required("setup").asObject()),
                steps,
                controls(root.optional("controls"), steps.size()),
                expect,
                classes(root.optional("classes")),
                recipe(root.optional("recipe")));
        return new Stored(
                root.optional("suite").map(JsonValue::asString).orElse("1.0"),
                root.optional("seed").map(CaseJson::seed).orElse(null),
                root.optional("mode").map(CaseJson::mode).orElse(null),
                testCase);
    }

    private static Mode mode(JsonValue value) {
        try {
            return Mode.parse(value.asString());
        } catch (IllegalArgumentException e) {
            throw value.error("found " + value.shortText() + ", expected the name of a mode");
        }
    }

    private static Long seed(JsonValue value) {
        if (value.kind() == JsonValue.Kind.NUMBER) {
            return value.asLong(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        String text = value.asString();
        if (!text.matches("0x[0-9a-f]{1,16}")) {
            throw value.error(
                    "found " + value.shortText() + ", expected 0x and at most 16 lower-case hexadecimal digits");
        }
        return Long.parseUnsignedLong(text.substring(2), 16);
    }

    private static Setup setup(JsonObject setup) {
        setup.refuseUnknown(List.of("role", "domains", "endUserPrefix", "as"));
        JsonValue role = setup.required("role");
        List<String> roles = List.of(Role.values()).stream().map(Role::toString).toList();
        Role parsed = Role.parse(role.asOneOf(roles));
        boolean hasPrefix = setup.optional("endUserPrefix").isPresent();
        if (parsed.isEdge() && !hasPrefix) {
            throw role.error("found role " + parsed + " without endUserPrefix, expected the End-user prefix of the CE");
        }
        return new Setup(
                parsed,
                setup.required("domains").asArray().stream()
                        .map(CaseDomain::read)
                        .toList(),
                setup.optional("endUserPrefix").map(JsonValue::asString).orElse(null),
                texts(setup.optional("as")));
    }

    private static SortedMap<String, String> texts(Optional<JsonValue> value) {
        SortedMap<String, String> texts = new TreeMap<>();
        value.ifPresent(object -> object.asObject()
                .fields()
                .forEach(field -> texts.put(field.name(), field.value().asString())));
        return texts;
    }

    private static SortedMap<String, String> classes(Optional<JsonValue> value) {
        return texts(value);
    }

    private static Step step(JsonObject step) {
        if (step.has("query")) {
            step.refuseUnknown(List.of("query", "recipe"));
            JsonObject query = step.required("query").asObject();
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(StrictJson.fields(query));
            fields.remove("op");
            return new Step.Ask(new Query(query.required("op").asString(), fields));
        }
        if (step.has("count")) {
            step.refuseUnknown(List.of("count"));
            if (!step.required("count").asBoolean()) {
                throw step.error("found count false, expected true");
            }
            return new Step.Count();
        }
        if (step.has(CONFIGURE)) {
            step.refuseUnknown(List.of(CONFIGURE, "recipe"));
            return new Step.Configure(setup(step.required(CONFIGURE).asObject()));
        }
        step.refuseUnknown(List.of("side", "at", "hex", "recipe"));
        return new Step.Packet(new Sent(
                Side.parse(step.required("side").asOneOf(List.of("ipv4", "ipv6"))),
                step.optional("at").map(at -> at.asLong(0, Long.MAX_VALUE)).orElse(0L),
                StrictJson.hex(step.required("hex"), MAX_PACKET_OCTETS)));
    }

    private static List<Control> controls(Optional<JsonValue> value, int steps) {
        List<Control> controls = new ArrayList<>();
        for (JsonValue each : value.map(JsonValue::asArray).orElse(List.of())) {
            JsonObject control = each.asObject();
            control.refuseUnknown(List.of("step", "of"));
            controls.add(new Control(index(control.required("step"), steps), index(control.required("of"), steps)));
        }
        return controls;
    }

    private static int index(JsonValue value, int steps) {
        int index = value.asInt(0, Integer.MAX_VALUE);
        if (index >= steps) {
            throw value.error("found step " + index + ", but there are " + steps + " steps; the first one is 0");
        }
        return index;
    }

    private static Expectation expectation(JsonObject expectation, List<Step> steps) {
        expectation.refuseUnknown(List.of("step", "allowed"));
        int step = index(expectation.required("step"), steps.size());
        JsonValue allowed = expectation.required("allowed");
        if (allowed.asArray().isEmpty()) {
            throw allowed.error("found no outcome, expected at least one");
        }
        return new Expectation(
                step,
                allowed.asArray().stream()
                        .map(outcome -> OutcomeJson.read(outcome.asObject(), steps, step))
                        .toList());
    }

    /** The decisions; none for a recipe of another form, which another version of the kit may write. */
    private static ChoiceSequence recipe(Optional<JsonValue> recipe) {
        boolean known = recipe.isPresent()
                && recipe.get().kind() == JsonValue.Kind.OBJECT
                && recipe.get().asObject().has("choices");
        if (!known) {
            return ChoiceSequence.of();
        }
        return ChoiceSequence.of(recipe.get().asObject().required("choices").asArray().stream()
                .mapToLong(CaseJson::choice)
                .toArray());
    }

    private static long choice(JsonValue value) {
        if (value.kind() == JsonValue.Kind.NUMBER) {
            return value.asLong(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        try {
            return Long.parseLong(value.asString());
        } catch (NumberFormatException e) {
            throw value.error("found " + value.shortText() + ", expected a whole number of 64 bits");
        }
    }
}
