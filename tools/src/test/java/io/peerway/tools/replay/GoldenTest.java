package io.peerway.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packets that were captured in real labs have the same fate as then. A directory of golden files
 * has a state, what came, what left, and the counters; all made by {@code peerway state}, {@code
 * capture} and {@code check --save}; {@code peering} was pings, fragments, large packets and others
 * that are dropped, between two VPCs; {@code interfaces} was TCP, UDP and pings both ways between
 * network interfaces with security groups, one of them in a subnet with a network ACL of its own.
 * Where the form of the records changes, so must {@code lab.json}.
 */
class GoldenTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("peerway.home"), "tools", "src", "test", "golden");

  static Stream<Path> labs() throws IOException {
    List<Path> labs;
    try (Stream<Path> directories = Files.list(GOLDEN)) {
      labs = directories.sorted().toList();
    }
    return labs.stream();
  }

  @ParameterizedTest
  @MethodSource("labs")
  void shouldForwardAsItDid(Path lab) throws IOException {
    Map<String, Map<String, Long>> counters =
        new JsonMapper()
            .readValue(Files.readString(lab.resolve("counters.json")), new TypeReference<>() {});

    Check check =
        Check.run(
            LabState.read(lab.resolve("lab.json")),
            PacketFile.read(lab.resolve("in.pcapng"), ""),
            null);

    assertThat(check.left()).isNotEmpty();
    assertThat(check.differsFrom(PacketFile.read(lab.resolve("out.pcap"), ""))).isEmpty();
    assertThat(check.differsFrom(counters)).isEmpty();
  }
}
