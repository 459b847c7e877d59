package io.peerway.tools.bugreport;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.Programs;
import io.peerway.tools.replay.LabState;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reports on a router that lives, and on one that was killed. */
@Timeout(300)
class BugreportIT {

  private static final String SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCY";
  private static final String PAYLOAD = "PasswordsAreHere";

  @TempDir private Path directory;

  @AutoClose private final TestScenario test = new TestScenario();
  @AutoClose private final Programs programs = new Programs();
  private final Scenario scenario = test.scenario();

  private static Map<String, byte[]> parts(Path file) throws IOException {
    Map<String, byte[]> parts = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        parts.put(entry.getName(), zip.readAllBytes());
      }
    }
    return parts;
  }

  @Test
  void shouldTellAllThatIsKnownButNoSecrets() throws IOException, InterruptedException {
    Path keys = directory.resolve("keys.json");
    Files.writeString(
        keys,
        """
        {"keys": [
          {"accessKeyId": "111111111111", "secretAccessKey": "secret", "account": "111111111111"},
          {"accessKeyId": "AKIABOB", "secretAccessKey": "%s", "account": "222222222222"}]}
        """
            .formatted(SECRET));
    ChildRouter router = scenario.startRouter("--credentials", keys.toString());
    Site a = test.dualSite("10.1", "server1");
    scenario.peerway(
        "attach %s --netns %s --address 10.1.1.13/24".formatted(a.vpc(), a.namespace()));
    Process ping =
        scenario.startServer(
            "ip netns exec %s ping -n -i 0.1 -p %s 10.1.0.1".formatted(a.namespace(), hex()),
            "bytes from");
    Path file = directory.resolve("alive.zip");
    scenario.peerway("bugreport %s --seconds 1".formatted(file));
    scenario.end(ping);

    Map<String, byte[]> parts = parts(file);
    assertThat(parts)
        .containsOnlyKeys(
            "capture.pcapng",
            "contents.txt",
            "counters.json",
            "log.txt",
            "ports.json",
            "state.json",
            "versions.json");
    assertThat(parts.values())
        .allSatisfy(
            bytes ->
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                    .doesNotContain(SECRET)
                    .doesNotContain(PAYLOAD.substring(0, 8)));
    assertThat(new String(parts.get("log.txt"), StandardCharsets.UTF_8)).contains(a.vpc());
    Path state = Files.write(directory.resolve("state.json"), parts.get("state.json"));
    assertThat(LabState.read(state).ports()).extracting(LabState.Port::owner).contains(a.vpc());
    Path capture = Files.write(directory.resolve("c.pcapng"), parts.get("capture.pcapng"));
    assertThat(programs.run(List.of("tshark", "-r", capture.toString(), "-Y", "icmp")).output())
        .contains("10.1.1.13");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);

    router.process().destroyForcibly();
    assertThat(router.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    Path dead = directory.resolve("dead.zip");
    assertThat(scenario.peerway("bugreport " + dead)).contains("state.json is missing: ");
    assertThat(parts(dead)).containsOnlyKeys("contents.txt", "counters.json", "versions.json");
  }

  private static String hex() {
    StringBuilder hex = new StringBuilder();
    for (byte each : PAYLOAD.getBytes(StandardCharsets.US_ASCII)) {
      hex.append("%02x".formatted(each));
    }
    return hex.toString();
  }
}
