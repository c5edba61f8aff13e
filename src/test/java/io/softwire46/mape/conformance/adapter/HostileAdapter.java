package io.softwire46.mape.conformance.adapter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An adapter that answers each request as it should, except for one. Its process id is on standard error.
 *
 * <p>Arguments: what it does, and the request at which it does it.
 */
public final class HostileAdapter {
    private static final String HELLO = """
            "protocol":1,"name":"hostile","version":"1","homepage":null,"roles":["br"],"formats":["rfc7597"],\
            "kinds":["prefix","address","shared","oneToOne"],"limits":{"psidOffset":[0,15],"psidLength":[0,16],\
            "eaLength":[0,48],"ipv4PrefixLength":[0,32],"ipv6PrefixLength":[0,128],"eaEnd":128},"options":[],\
            "optionDefaults":{},"as":[],"queries":{"owner":["psid"]},"observes":["packets","counters"],\
            "clock":"virtual","delivery":"sync","reset":true,"maxPacket":9000,"maxRules":10000,"unsupported":[]""";

    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private HostileAdapter() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("sleep")) {
            Thread.sleep(60_000);
            return;
        }
        System.err.println("pid " + ProcessHandle.current().pid());
        new HostileAdapter().serve(args[0], args[1]);
    }

    private void serve(String deed, String victim) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        long seq = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            seq++;
            String cmd = line.replaceFirst("^.*?\"cmd\":\"([a-z]+)\".*$", "$1");
            String answer = "{\"seq\":" + seq + "," + body(cmd) + "}";
            if (cmd.equals(victim)) {
                commit(deed, seq, answer);
            } else {
                print(answer + "\n");
            }
            if (cmd.equals("bye")) {
                System.exit(deed.equals("status") ? 7 : 0);
            }
        }
    }

    private static String body(String cmd) {
        return switch (cmd) {
            case "hello" -> HELLO;
            case "exchange", "tick" -> "\"ended\":\"sync\",\"out\":[]";
            case "query" -> "\"answer\":{\"ok\":true,\"psid\":1}";
            case "counters" -> "\"counters\":[],\"trafficStat\":null";
            default -> "\"ok\":true";
        };
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }

    private void commit(String deed, long seq, String answer) throws Exception {
        switch (deed) {
            case "hang" -> Thread.sleep(60_000);
            case "exit" -> System.exit(3);
            case "close" -> {
                out.close();
                Thread.sleep(60_000);
            }
            case "garbage" -> print("Segmentation fault\n");
            case "half" -> {
                print(answer.substring(0, answer.length() / 2));
                System.exit(0);
            }
            case "unended" -> {
                print(answer);
                Thread.sleep(60_000);
            }
            case "endless" -> endless();
            case "wrongSeq" -> print(answer.replace("\"seq\":" + seq, "\"seq\":" + (seq + 1)) + "\n");
            case "duplicate" -> print(answer + "\n" + answer + "\n");
            case "late" -> {
                Thread.sleep(3_000);
                print(answer + "\n");
            }
            case "outputs" -> outputs(seq, 1_000_000);
            case "manyOutputs" -> outputs(seq, 65_537);
            case "nul" -> print("\0" + answer + "\n");
            case "latin1" -> {
                out.write(new byte[] {(byte) 0xe9, '\n'});
                out.flush();
            }
            case "unknownField" -> print(answer.substring(0, answer.length() - 1) + ",\"colour\":1}\n");
            case "duplicateField" -> print(answer.substring(0, answer.length() - 1) + ",\"seq\":" + seq + "}\n");
            case "deep" -> print("[".repeat(100_000) + "\n");
            case "flood" -> flood();
            case "fork" -> fork(false);
            case "orphan" -> fork(true);
            case "error" -> print("{\"seq\":" + seq + ",\"error\":\"cannot\"}\n");
            case "crashed" -> print("{\"seq\":" + seq + ",\"failed\":\"crashed\",\"detail\":\"SIGSEGV\"}\n");
            case "hung" -> print("{\"seq\":" + seq + ",\"failed\":\"hung\",\"detail\":\"no answer\"}\n");
            default -> print(answer + "\n");
        }
    }

    /** A line of 1 GiB. */
    private void endless() {
        byte[] part = new byte[1 << 20];
        Arrays.fill(part, (byte) 'a');
        for (int i = 0; i < 1024 && !out.checkError(); i++) {
            out.write(part, 0, part.length);
        }
    }

    private void outputs(long seq, int count) {
        StringBuilder text = new StringBuilder("{\"seq\":" + seq + ",\"ended\":\"sync\",\"out\":[");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",").append("{\"side\":\"ipv4\",\"hex\":\"\",\"cause\":null}");
        }
        print(text.append("]}\n").toString());
    }

    /** More on standard error than any pipe holds, then no answer. */
    private static void flood() {
        String line = "x".repeat(1023);
        for (int i = 0; i < 1024; i++) {
            System.err.println(line);
        }
        System.err.println("pid " + ProcessHandle.current().pid());
        System.exit(9);
    }

    /** Starts a process that holds the output, and does not answer, or ends. */
    private static void fork(boolean orphan) throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElse("java");
        Process child = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), HostileAdapter.class.getName(), "sleep")
                .inheritIO()
                .start();
        System.err.println("pid " + child.pid());
        if (orphan) {
            System.exit(1);
        }
        Thread.sleep(60_000);
    }
}
