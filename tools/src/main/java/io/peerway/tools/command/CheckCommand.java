package io.peerway.tools.command;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.replay.Check;
import io.peerway.tools.replay.LabState;
import io.peerway.tools.replay.PacketFile;
import io.peerway.tools.replay.PacketFile.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forwards the packets of a file by a saved state, and compares what leaves. */
@Command(
    name = "check",
    header =
        "Forward a file's packets by a saved state, without a router, and compare what leaves.",
    description =
        "The stages and the compiled state are those of a router; time is that of the packets. What leaves, by any port and in its order, has to be the frames of the expected file, byte by byte; and the counters, each one. With --save both files are written instead. Exit status 1 if something differs.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway state --save lab.json",
      "  peerway check in.pcap --state lab.json --expect out.pcap --counters counters.json --save",
      "  peerway check in.pcap --state lab.json --expect out.pcap --counters counters.json",
      "  peerway check in.pcap --state lab.json --vpc vpc-0a1b2c3d4e5f67890 --json"
    })
public final class CheckCommand implements Callable<Integer> {

  /**
   * What came out.
   *
   * @param in packets of the file
   * @param out frames that left
   * @param differences to what was expected, a sentence each
   */
  record Result(
      int in, int out, List<String> differences, Map<String, Map<String, Long>> counters) {}

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Mixin private Output output;

  @Parameters(paramLabel = "IN", description = "The packets, pcap or pcapng, Ethernet.")
  private Path in;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      required = true,
      description = "What peerway state wrote.")
  private Path state;

  @Option(
      names = "--vpc",
      paramLabel = "VPC-ID",
      description =
          "Where all packets come from. Standard: the VPC to whose router each frame is sent.")
  private String vpc;

  @Option(names = "--expect", paramLabel = "OUT", description = "The frames that have to leave.")
  private Path expect;

  @Option(
      names = "--counters",
      paramLabel = "FILE",
      description = "The counters that are not 0, by VPC, as JSON.")
  private Path counters;

  @Option(names = "--save", description = "Write OUT and counters, instead of comparing with them.")
  private boolean save;

  @Override
  public Integer call() {
    List<Packet> packets = PacketFile.read(in, "");
    Check check = Check.run(LabState.read(state), packets, vpc);
    if (save) {
      save(check);
    }
    List<String> differences = save ? List.of() : differences(check);
    Result result = new Result(packets.size(), check.left().size(), differences, check.counters());
    output.show(result, text(result));
    return differences.isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private void save(Check check) {
    if (expect != null) {
      PacketFile.write(expect, check.left());
    }
    if (counters != null) {
      try {
        Files.writeString(counters, JSON.writeValueAsString(check.counters()) + "\n");
      } catch (IOException e) {
        throw new UserException(
            ExitStatus.MACHINE, "cannot write " + counters + ": " + e.getMessage());
      }
    }
  }

  private List<String> differences(Check check) {
    List<String> differences = new ArrayList<>();
    if (expect != null) {
      check.differsFrom(PacketFile.read(expect, "")).ifPresent(differences::add);
    }
    if (counters != null) {
      differences.addAll(check.differsFrom(readCounters()));
    }
    return differences;
  }

  private Map<String, Map<String, Long>> readCounters() {
    try {
      return JSON.readValue(Files.readString(counters), new TypeReference<>() {});
    } catch (IOException e) {
      throw new UserException(
          ExitStatus.USAGE, "%s has no counters: %s".formatted(counters, e.getMessage()));
    }
  }

  private String text(Result result) {
    String summary = "%d packets in, %d out".formatted(result.in(), result.out());
    if (!result.differences().isEmpty()) {
      return "%s\n%s".formatted(summary, String.join("\n", result.differences()));
    }
    if (!save && (expect != null || counters != null)) {
      return summary + ", as expected";
    }
    return "%s\n%s".formatted(summary, table(result.counters()));
  }

  private static TextTable table(Map<String, Map<String, Long>> counters) {
    TextTable table = new TextTable("OWNER", "COUNTER", "VALUE");
    counters.forEach((vpc, own) -> own.forEach((label, value) -> table.row(vpc, label, value)));
    return table;
  }
}
