package io.softwire46.mape.cli;

import io.softwire46.mape.capture.PcapWriter;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mape walk}: shows the path of a packet from a customer to the Internet and back, as the library forwards it.
 */
@Command(
        name = "walk",
        mixinStandardHelpOptions = true,
        description = "Follow one packet from a customer to the Internet and its answer back, in ten steps.")
final class WalkCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "Pcap file for the packets of all steps. Default: none.")
    private @Nullable Path pcap;

    @Option(
            names = "--pcap-at-br",
            paramLabel = "FILE",
            description = "Pcap file for the two packets that arrive at the border relay. Default: none.")
    private @Nullable Path pcapAtBr;

    @Option(names = "--json", description = "Print the steps as JSON. Default: as text.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        new OutputFiles().output("--pcap", pcap).output("--pcap-at-br", pcapAtBr);
        Walk walk = new Walk();
        try (PcapWriter all = create(pcap);
                PcapWriter atBr = create(pcapAtBr)) {
            walk.run((step, packet) -> {
                write(all, step, packet);
                if (step == Walk.INTO_TUNNEL || step == Walk.ANSWER) {
                    write(atBr, step, packet);
                }
            });
            commit(all);
            commit(atBr);
        } catch (FileSystemException e) {
            throw new ToolException(Inputs.describe(e));
        } catch (IOException e) {
            throw TextOutput.cannotWrite(Objects.requireNonNull(pcap == null ? pcapAtBr : pcap), e);
        }
        if (json) {
            WalkReport.printJson(out, walk);
        } else {
            WalkReport.print(out, walk);
        }
        return ExitStatus.DONE;
    }

    private static @Nullable PcapWriter create(@Nullable Path file) throws IOException {
        return file == null ? null : PcapWriter.create(file);
    }

    private static void write(@Nullable PcapWriter writer, int step, Packet packet) throws IOException {
        if (writer != null) {
            writer.write(Walk.time(step), packet.buffer(), packet.offset(), packet.length());
        }
    }

    private static void commit(@Nullable PcapWriter writer) throws IOException {
        if (writer != null) {
            writer.commit();
        }
    }
}
