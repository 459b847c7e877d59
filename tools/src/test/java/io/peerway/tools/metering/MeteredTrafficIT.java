package io.peerway.tools.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.replay.PacketFile;
import io.peerway.tools.replay.PacketFile.Packet;
import io.peerway.tools.scenario.Ping;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.serve.MetricsRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flow logs and metering of packets between real hosts, held to what the sender counted. */
@Timeout(600)
class MeteredTrafficIT {
  private static final String HOST_A = "10.1.1.13";
  private static final String HOST_B = "10.2.1.139";
  private static final int ICMP_PACKET = 20 + 8 + 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path flowLogs;
  @AutoClose private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();

  private void subnet(TestScenario.Site site, String block, String zone)
      throws InterruptedException {
    scenario.aws(
        "create-subnet --vpc-id %s --cidr-block %s --availability-zone %s"
            .formatted(site.vpc(), block, zone));
  }

  private void attach(TestScenario.Site site, String address) throws InterruptedException {
    scenario.peerway(
        "attach %s --netns %s --address %s/24".formatted(site.vpc(), site.namespace(), address));
  }

  private String peer(TestScenario.Site a, TestScenario.Site b) throws InterruptedException {
    String pcx = test.acceptedPeering(a.vpc(), b.vpc());
    test.route("create-route", a.vpc(), "10.2.0.0/16", pcx);
    test.route("create-route", b.vpc(), "10.1.0.0/16", pcx);
    return pcx;
  }

  private void createFlowLog(TestScenario.Site site, String traffic) throws InterruptedException {
    scenario.aws(
        ("create-flow-logs --resource-ids %s --resource-type VPC --traffic-type %s"
                + " --log-destination-type s3 --log-destination arn:aws:s3:::lab/%s"
                + " --max-aggregation-interval 60")
            .formatted(site.vpc(), traffic, traffic));
  }

  /**
   * The records of a bucket's folder whose fields from 3 to 7 (addresses, ports, protocol) match.
   */
  private List<String[]> records(String folder, String source, String destination) {
    Path bucket = flowLogs.resolve("lab").resolve(folder);
    if (Files.notExists(bucket)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(bucket)) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(MeteredTrafficIT::lines)
          .map(line -> line.split(" ", -1))
          .filter(fields -> fields[3].equals(source) && fields[4].equals(destination))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines that are whole: the router may be writing the next ones. */
  private static Stream<String> lines(Path file) {
    try {
      String text = Files.readString(file);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long sum(List<String[]> records, int field) {
    return records.stream().mapToLong(fields -> Long.parseLong(fields[field])).sum();
  }

  /** Waits until the records tell of so many packets, and checks all that they tell. */
  private void awaitRecords(
      String folder, String from, String to, String owner, String action, long packets) {
    Instant deadline = Instant.now().plus(PATIENCE);
    List<String[]> found = records(folder, from, to);
    while (sum(found, 8) < packets && Instant.now().isBefore(deadline)) {
      Thread.onSpinWait();
      found = records(folder, from, to);
    }
    assertThat(sum(found, 8)).as("packets\n" + test.transcript()).isEqualTo(packets);
    assertThat(sum(found, 9)).as("bytes").isEqualTo(packets * ICMP_PACKET);
    assertThat(found)
        .allSatisfy(
            fields -> {
              assertThat(fields).hasSize(14);
              assertThat(Arrays.asList(fields).subList(0, 3))
                  .containsExactly("2", "111111111111", owner);
              assertThat(fields[7]).isEqualTo("1");
              assertThat(Long.parseLong(fields[11]))
                  .isBetween(Long.parseLong(fields[10]), Instant.now().getEpochSecond());
              assertThat(fields[12]).isEqualTo(action);
              assertThat(fields[13]).isEqualTo("OK");
            });
  }

  /** Of the 40 requests that come and the 40 replies that leave; when this returns it has begun. */
  private Process startCapture(Path socket, String vpc, Path file)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("capture", "--socket", socket.toString()));
    arguments.addAll(List.of("--vpc", vpc, "-c", "80", "-w", file.toString(), "icmp"));
    Process capture =
        new ProcessBuilder(PeerwayJvm.command(arguments))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!scenario.routerLog().contains("capture begins")) {
      assertThat(Instant.now()).as(test.transcript()).isBefore(deadline);
      Thread.sleep(20);
    }
    return capture;
  }

  private String metrics(String endpoint) throws IOException {
    try (InputStream in = URI.create(endpoint + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void shouldTellOfEveryPacketThatTheSenderCounted() throws InterruptedException, IOException {
    ChildRouter router =
        scenario.startRouter("--flow-logs", flowLogs.toString(), "--flow-log-interval", "1");
    String endpoint = router.endpoint().toString();
    TestScenario.Site a = test.site("10.1.0.0/16", "a");
    TestScenario.Site b = test.site("10.2.0.0/16", "b");
    subnet(a, "10.1.1.0/24", "us-east-1a");
    subnet(b, "10.2.1.0/24", "us-east-1b");
    attach(a, HOST_A);
    attach(b, HOST_B);
    String pcx = peer(a, b);
    createFlowLog(a, "ALL");
    createFlowLog(b, "REJECT");

    Path captured = flowLogs.resolve("captured.pcapng");
    Process capture = startCapture(router.socket(), a.vpc(), captured);
    for (int i = 0; i < 40; i++) {
      test.assertAnswered(a.namespace(), "-s 100 " + HOST_B);
    }

    awaitRecords("ALL", HOST_A, HOST_B, a.vpc(), "ACCEPT", 40);
    awaitRecords("ALL", HOST_B, HOST_A, a.vpc(), "ACCEPT", 40);
    assertThat(capture.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String[]> both = new ArrayList<>(records("ALL", HOST_A, HOST_B));
    both.addAll(records("ALL", HOST_B, HOST_A));
    List<Packet> copies = PacketFile.read(captured, "");
    assertThat(sum(both, 8)).as("packets, as captured").isEqualTo(copies.size());
    assertThat(sum(both, 9))
        .as("bytes, as captured")
        .isEqualTo(
            copies.stream().mapToLong(copy -> copy.bytes().length - EthernetHeader.LENGTH).sum());
    assertThat(records("REJECT", HOST_A, HOST_B)).isEmpty();

    String acl =
        scenario
            .aws("describe-network-acls --filters Name=vpc-id,Values=" + b.vpc())
            .findValuesAsText("NetworkAclId")
            .getFirst();
    scenario.aws(
        ("create-network-acl-entry --network-acl-id %s --rule-number 90 --protocol -1"
                + " --rule-action deny --cidr-block 10.1.0.0/16 --egress false")
            .formatted(acl));
    Ping refused =
        Ping.parse(
            scenario.shell(
                "ip netns exec %s ping -n -i 0.05 -c 7 -W 1 -s 100 %s"
                    .formatted(a.namespace(), HOST_B)));
    assertThat(refused).extracting(Ping::sent, Ping::received).containsExactly(7, 0);

    awaitRecords("REJECT", HOST_A, HOST_B, b.vpc(), "REJECT", 7);
    awaitRecords("ALL", HOST_A, HOST_B, a.vpc(), "ACCEPT", 47);

    Charge[] charges =
        new ObjectMapper().readValue(scenario.peerway("metering --json"), Charge[].class);
    assertThat(charges)
        .hasSize(2)
        .allSatisfy(
            one -> {
              assertThat(one.peering()).isEqualTo(pcx);
              assertThat(one.distance()).isEqualTo("other_zone");
              assertThat(one.packets()).isEqualTo(40);
              assertThat(one.bytes()).isEqualTo(40 * ICMP_PACKET);
              assertThat(one.fromRegion()).isEqualTo("us-east-1");
              assertThat(one.senderCharge()).isEqualByComparingTo("0");
            });
    assertThat(scenario.peerway("metering --csv")).contains(pcx + "," + a.vpc() + ",us-east-1,");
    String metrics = metrics(endpoint);
    MetricsRules.check(metrics);
    assertThat(metrics)
        .contains(
            "peerway_peering_bytes_total{distance=\"other_zone\",from_vpc=\"%s\",peering=\"%s\"} %.1f"
                .formatted(a.vpc(), pcx, 40.0 * ICMP_PACKET));
  }
}
