package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.adapter.CapabilitiesCodec;
import io.softwire46.mape.conformance.adapter.CaptureTarget;
import io.softwire46.mape.conformance.adapter.CommandWords;
import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.adapter.ProcessTarget;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name the product under test. */
final class TargetOptions {
    private static final String EXEC = "exec:";

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "exec:CMD for a command that answers the process protocol; mape for this library.")
    private @Nullable String target;

    @Option(
            names = "--target-pcap",
            paramLabel = "CMD",
            description = "Command that reads and writes captures, with placeholders such as {domain} {in} {out}.")
    private @Nullable String targetPcap;

    @Option(
            names = "--capabilities",
            paramLabel = "FILE",
            description = "What the product of --target-pcap can do: an answer to hello, without seq.")
    private @Nullable Path capabilities;

    @Option(
            names = "--link",
            paramLabel = "LINK",
            defaultValue = "raw",
            description = "Link layer of the captures: raw or ethernet. Default: raw.")
    private String link = "raw";

    @Option(names = "--mac4", paramLabel = "MAC", description = "MAC address of the product on the IPv4 side.")
    private @Nullable String mac4;

    @Option(names = "--mac6", paramLabel = "MAC", description = "MAC address of the product on the IPv6 side.")
    private @Nullable String mac6;

    /** Returns what starts the product. */
    TargetFactory factory(String suite) {
        if ((target == null) == (targetPcap == null)) {
            throw new ToolException("--target: is " + (target == null ? "missing" : "given beside --target-pcap")
                    + "; use --target exec:CMD, --target mape, or --target-pcap CMD with --capabilities FILE");
        }
        if (targetPcap != null) {
            return captures(targetPcap);
        }
        boolean forCaptures = capabilities != null || mac4 != null || mac6 != null || !link.equals("raw");
        if (forCaptures) {
            throw new ToolException("--capabilities, --link, --mac4, --mac6: are for --target-pcap; remove them");
        }
        return "mape".equals(target) ? LibraryTarget::new : ProcessTarget.factory(command(), suite);
    }

    /** Returns the words of the command of {@code --target exec:CMD}. */
    List<String> command() {
        if (target == null || !target.startsWith(EXEC)) {
            throw new ToolException("--target" + (target == null ? ": is missing" : " " + target + ": is unknown")
                    + "; use exec: and a command, such as --target 'exec:python3 adapter.py'");
        }
        return words("--target", target.substring(EXEC.length()));
    }

    private static List<String> words(String option, String command) {
        try {
            return CommandWords.split(command);
        } catch (IllegalArgumentException e) {
            throw new ToolException(option + ": " + e.getMessage());
        }
    }

    private TargetFactory captures(String command) {
        if (capabilities == null) {
            throw new ToolException("--capabilities: is missing; name a file that says what the product can do");
        }
        Capabilities declared = InputText.json(capabilities, CapabilitiesCodec::read);
        List<String> words = words("--target-pcap", command);
        try {
            return switch (link) {
                case "raw" -> {
                    if (mac4 != null || mac6 != null) {
                        throw new ToolException("--mac4, --mac6: are for --link ethernet; add it, or remove them");
                    }
                    yield CaptureTarget.factory(words, declared);
                }
                case "ethernet" -> {
                    if (mac4 == null || mac6 == null) {
                        throw new ToolException(
                                "--mac4, --mac6: are missing; --link ethernet needs the addresses of the product");
                    }
                    yield CaptureTarget.factory(words, declared, mac4, mac6);
                }
                default -> throw new ToolException("--link " + link + ": is unknown; use raw or ethernet");
            };
        } catch (IllegalArgumentException e) {
            throw new ToolException("--target-pcap: " + e.getMessage());
        }
    }
}
