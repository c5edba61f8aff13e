package io.softwire46.mape;

import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.RuleHistory;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.batch.AnswerOptions;
import io.softwire46.mape.operate.batch.BlockAnswers;
import io.softwire46.mape.operate.batch.FirstRecord;
import io.softwire46.mape.operate.batch.LineBlocks;
import io.softwire46.mape.operate.form.FormOptions;
import io.softwire46.mape.operate.form.InputForm;
import io.softwire46.mape.operate.form.LineForm;
import io.softwire46.mape.provision.DomainFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The same look-ups as lines of csv or of JSON, their answers by one thread, and a scan of the csv that only accumulates
 * digits as a floor.
 */
final class LookupLines {
    static final int LINES = 1 << 14;

    private static final String DOMAIN = """
            { "name": "example", "format": "rfc7597", "borderRelay": ["2001:db8:ffff::1"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6 } ] }
            """;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final byte[] csv;
    private final byte[] json;
    private final Attribution rules = Attribution.of(RuleHistory.of(
            List.of(RuleVersion.of(START, null, DomainFile.read(DOMAIN).domains()))));
    private final Counter counter = new Counter();

    /** An output that is counted. */
    private static final class Counter extends OutputStream {
        long octets;

        @Override
        public void write(int octet) {
            octets++;
        }

        @Override
        public void write(byte[] more, int from, int length) {
            octets += length;
        }
    }

    LookupLines() {
        StringBuilder csvText = new StringBuilder("time,ip,port,proto\n");
        StringBuilder jsonText = new StringBuilder();
        SplittableRandom random = new SplittableRandom(46);
        for (int i = 0; i < LINES; i++) {
            Instant time = START.plusSeconds(86_400 + random.nextInt(20_000_000));
            String ip = "192.0.2." + random.nextInt(256);
            int port = 1024 + random.nextInt(64_512);
            csvText.append(time).append(',').append(ip).append(',').append(port).append(",tcp\n");
            long nanos = time.getEpochSecond() * 1_000_000_000;
            jsonText.append("{\"type\":\"IPFIX\",\"time_received_ns\":")
                    .append(nanos)
                    .append(",\"sequence_num\":")
                    .append(i);
            jsonText.append(",\"sampling_rate\":0,\"sampler_address\":\"198.51.100.1\",\"time_flow_start_ns\":");
            jsonText.append(nanos)
                    .append(",\"time_flow_end_ns\":")
                    .append(nanos)
                    .append(",\"bytes\":125,\"packets\":3,");
            jsonText.append("\"src_addr\":\"").append(ip).append("\",\"dst_addr\":\"203.0.113.5\",\"etype\":\"IPv4\",");
            jsonText.append("\"proto\":\"TCP\",\"src_port\":").append(port).append(",\"dst_port\":80}\n");
        }
        csv = csvText.toString().getBytes(StandardCharsets.US_ASCII);
        json = jsonText.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads each octet of the csv, and accumulates the digits between others. */
    long scan() {
        long sum = 0;
        long number = 0;
        for (byte octet : csv) {
            if (octet >= '0' && octet <= '9') {
                number = number * 10 + octet - '0';
            } else {
                sum += number;
                number = 0;
            }
        }
        return sum;
    }

    long csv() {
        return answer(InputForm.CSV, csv);
    }

    long json() {
        return answer(InputForm.GOFLOW2, json);
    }

    private long answer(InputForm form, byte[] input) {
        LineBlocks blocks = new LineBlocks(new ByteArrayInputStream(input));
        FirstRecord first = new FirstRecord(blocks);
        LineForm opened = first.open(form, FormOptions.defaults());
        AnswerOptions options = new AnswerOptions(false, false, false, 0, false);
        BlockAnswers answers = new BlockAnswers(opened, rules, rules::find, options);
        answers.adopt(first.block());
        counter.octets = 0;
        try {
            do {
                answers.start();
                boolean isDone;
                do {
                    isDone = answers.resume(0);
                    answers.writeTo(counter);
                } while (!isDone);
            } while (blocks.next(answers.block()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counter.octets;
    }
}
