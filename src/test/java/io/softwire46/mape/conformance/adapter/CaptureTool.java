package io.softwire46.mape.conformance.adapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A program that reads and writes captures: it copies the first file to the second one, or fails.
 *
 * <p>Arguments: what it does, then files.
 */
public final class CaptureTool {
    private CaptureTool() {}

    public static void main(String[] args) throws Exception {
        System.out.println("x".repeat(100_000)); // more than a pipe holds
        switch (args[0]) {
            case "copy" -> Files.copy(Path.of(args[1]), Path.of(args[2]));
            case "cross" -> { // what arrives on one side leaves on the other one
                Files.copy(Path.of(args[1]), Path.of(args[4]));
                Files.copy(Path.of(args[2]), Path.of(args[3]));
            }
            case "show" -> {
                System.err.println(String.join(" ", Arrays.copyOfRange(args, 3, args.length)));
                for (int i = 3; i < args.length; i++) {
                    if (args[i].contains("/")) {
                        System.err.println(Files.readString(Path.of(args[i])));
                    }
                }
                System.exit(5);
            }
            case "status" -> System.exit(Integer.parseInt(args[3]));
            case "hang" -> Thread.sleep(60_000);
            case "half" -> {
                byte[] octets = Files.readAllBytes(Path.of(args[1]));
                Files.write(Path.of(args[2]), Arrays.copyOf(octets, octets.length - 1));
            }
            default -> System.exit(0);
        }
    }
}
