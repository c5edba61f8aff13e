package io.softwire46.mape.operate.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.operate.Answer;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.RuleHistory;
import io.softwire46.mape.operate.form.FormException;
import io.softwire46.mape.operate.form.FormOptions;
import io.softwire46.mape.operate.form.InputForm;
import io.softwire46.mape.operate.form.LineForm;
import io.softwire46.mape.operate.form.LineKind;
import io.softwire46.mape.operate.form.LineQuery;
import io.softwire46.mape.operate.form.Role;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Fuzz target: the first octet chooses a form and its options, the others are a log. Whatever they are, there is one line
 * of output per line of input, and each answer is the one that its query gets alone.
 */
public final class LookupFuzz {
    private static final Attribution RULES = rules();

    private LookupFuzz() {}

    private static Attribution rules() {
        try {
            return Attribution.of(RuleHistory.load(Path.of("vectors", "lookup", "history.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A form with options. */
    private record Variant(InputForm form, FormOptions options) {}

    private static final List<Variant> VARIANTS = variants();

    private static List<Variant> variants() {
        List<Variant> all = new ArrayList<>();
        Map<Role, String> byNumber = Map.of(Role.TIME, "1", Role.IP, "2", Role.PORT, "3", Role.PROTO, "4");
        for (InputForm form : InputForm.values()) {
            String pattern =
                    form == InputForm.SYSLOG ? "src=(?<ip>[^ :]+)(:(?<port>[^ ]+))?( proto=(?<proto>[^ ]+))?" : null;
            all.add(variant(form, Map.of(), pattern, null));
            if (form == InputForm.CSV || form == InputForm.TSV) {
                all.add(variant(form, byNumber, null, null));
                all.add(variant(form, byNumber, null, "iso-local"));
                all.add(variant(form, byNumber, null, "pattern:yyyy-MM-dd hh:mm:ss a"));
                all.add(variant(form, byNumber, null, "apache"));
                all.add(variant(form, byNumber, null, "epoch-ns"));
            }
        }
        return all;
    }

    private static Variant variant(InputForm form, Map<Role, String> columns, String pattern, String time) {
        return new Variant(
                form,
                new FormOptions(
                        columns,
                        FormOptions.Header.AUTO,
                        pattern,
                        time,
                        ZoneId.of("Asia/Tokyo"),
                        2026,
                        FormOptions.SideChoice.AUTO,
                        false));
    }

    /** The samples of all forms, with each variant. */
    public static List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("vectors", "lookup"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                for (int i = 0; i < VARIANTS.size(); i++) {
                    if (fits(name, VARIANTS.get(i).form())) {
                        all.add(seed(i, Files.readAllBytes(file)));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String line = "2026-10-25 02:30:00,192.0.2.18,1232,tcp\r\n1792000000,\"192.0.2.18\",1232,6\n\n,,,\n";
        for (int i = 0; i < VARIANTS.size(); i++) {
            all.add(seed(i, line.getBytes(StandardCharsets.UTF_8)));
            all.add(seed(i, line.replace(',', '\t').getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    private static boolean fits(String name, InputForm form) {
        return switch (form) {
            case CSV -> name.equals("nfdump-new.csv");
            case TSV -> name.endsWith(".tsv");
            case NFDUMP_CSV -> name.startsWith("nfdump") && name.endsWith(".csv");
            case NFDUMP_JSON -> name.startsWith("nfdump") && name.endsWith(".json");
            case GOFLOW2 -> name.startsWith("goflow2");
            case IPFIX_JSON -> name.startsWith("ipfix");
            case XARF -> name.startsWith("xarf");
            case COMBINED -> name.startsWith("combined");
            case SYSLOG -> name.startsWith("syslog");
        };
    }

    private static byte[] seed(int variant, byte[] text) {
        byte[] seed = new byte[text.length + 1];
        seed[0] = (byte) variant;
        System.arraycopy(text, 0, seed, 1, text.length);
        return seed;
    }

    /** Runs the target. */
    public static void run(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Variant variant = VARIANTS.get((data[0] & 0xff) % VARIANTS.size());
        byte[] log = Arrays.copyOfRange(data, 1, data.length);
        try {
            byte[] lines = lines(variant.form(), log);
            byte[] columns = answer(variant, lines, false, Integer.MAX_VALUE);
            byte[] objects = answer(variant, lines, true, Integer.MAX_VALUE);
            assertEquals(count(lines), count(columns), "lines");
            assertEquals(count(lines), count(objects), "objects");
            assertArrayEquals(objects, answer(variant, lines, true, 1 + (data[0] & 0x1f)), "in parts");
            check(variant, lines, objects, columns);
        } catch (FormException e) {
            assertTrue(
                    String.valueOf(e.getMessage()).contains("; use ")
                            || e.getMessage().contains("; remove "),
                    e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the octets of the lines: an array that has no end is a log without its failure. */
    private static byte[] lines(InputForm form, byte[] log) throws IOException {
        InputStream in = new BufferedInputStream(new ByteArrayInputStream(log));
        if (!form.mayBeArray() || !FirstRecord.isArray(in)) {
            return log;
        }
        JsonArrayLines array = new JsonArrayLines(in);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (int octet = array.read(); octet >= 0; octet = array.read()) {
                out.write(octet);
            }
        } catch (IOException e) {
            assertEquals("the array has no end", e.getMessage());
        }
        return out.toByteArray();
    }

    /** The number of lines; the last one may have no end. A byte order mark alone is none. */
    private static long count(byte[] octets) {
        long count = 0;
        for (byte octet : octets) {
            count += octet == '\n' ? 1 : 0;
        }
        boolean isOpen = octets.length > 0 && octets[octets.length - 1] != '\n' && !isMark(octets);
        return isOpen ? count + 1 : count;
    }

    private static boolean isMark(byte[] octets) {
        return octets.length == 3 && octets[0] == (byte) 0xef && octets[1] == (byte) 0xbb && octets[2] == (byte) 0xbf;
    }

    private static byte[] answer(Variant variant, byte[] log, boolean isJson, int part) throws IOException {
        LineBlocks blocks = new LineBlocks(new ByteArrayInputStream(log) {
            @Override
            public synchronized int read(byte[] octets, int from, int length) {
                return super.read(octets, from, Math.min(length, part));
            }
        });
        FirstRecord first = new FirstRecord(blocks);
        LineForm form = first.open(variant.form(), variant.options());
        BlockAnswers answers =
                new BlockAnswers(form, RULES, RULES::find, new AnswerOptions(isJson, false, false, 0, false));
        answers.adopt(first.block());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        do {
            answers.start();
            boolean isDone;
            do {
                isDone = answers.resume(0);
                answers.writeTo(out);
            } while (!isDone);
        } while (blocks.next(answers.block()));
        assertEquals(false, blocks.hasFailed());
        return out.toByteArray();
    }

    /** Compares each answer with the one that the query of its line gets alone. */
    private static void check(Variant variant, byte[] log, byte[] objects, byte[] columns) {
        LineBlocks blocks = new LineBlocks(new ByteArrayInputStream(log));
        FirstRecord first = new FirstRecord(blocks);
        LineForm form = first.open(variant.form(), variant.options());
        String[] outputs = new String(objects, StandardCharsets.UTF_8).split("\n", -1);
        String[] others = new String(columns, StandardCharsets.UTF_8).split("\n", -1);
        LineQuery query = new LineQuery();
        LineBlock block = first.block();
        int line = 0;
        do {
            int from = 0;
            while (from < block.length) {
                int end = from;
                while (end < block.length && block.octets[end] != '\n') {
                    end++;
                }
                int to = end > from && block.octets[end - 1] == '\r' ? end - 1 : end;
                boolean isRecord =
                        from != block.headerAt && (block.trailerAt == LineBlock.NONE || from < block.trailerAt);
                LineKind kind = isRecord ? form.read(block.octets, from, to, query) : LineKind.HEADER;
                Json.parse(outputs[line]);
                String answer = switch (kind) {
                    case QUERY -> RULES.find(query.toQuery()).toJson();
                    case BAD -> Answer.badLine(query.badReason()).toJson();
                    default -> "null";
                };
                assertTrue(outputs[line].startsWith("{\"line\":" + (line + 1) + ",\"input\":"), outputs[line]);
                assertTrue(
                        outputs[line].endsWith(",\"mape\":" + answer + "}"),
                        () -> answer + " in " + new String(objects, StandardCharsets.UTF_8));
                if (kind.isRecord() && !form.style().isDelimited()) {
                    assertTrue(Json.parse(others[line].strip()).asObject().has("mape"), others[line]);
                    assertTrue(others[line].strip().endsWith("\"mape\":" + answer + "}"), others[line]);
                }
                line++;
                from = end + 1;
            }
        } while (blocks.next(block));
    }
}
