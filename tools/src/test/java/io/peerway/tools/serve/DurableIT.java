package io.peerway.tools.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a router's process, and what it tells of itself. */
@Timeout(600)
class DurableIT {

  @AutoClose private final TestScenario test = new TestScenario();
  @AutoClose private final Programs programs = new Programs();
  @TempDir private Path directory;

  private static final String ATTACH = "attach %s --netns %s --address %s";

  private String describeAll() throws InterruptedException {
    return test.scenario().aws("describe-vpcs")
        + "\n"
        + test.scenario().aws("describe-subnets")
        + "\n"
        + test.scenario().aws("describe-route-tables")
        + "\n"
        + test.scenario().aws("describe-vpc-peering-connections");
  }

  private void attachAndPing(Site a, Site b) throws InterruptedException {
    test.scenario().peerway(ATTACH.formatted(a.vpc(), a.namespace(), "10.1.1.13/24"));
    test.scenario().peerway(ATTACH.formatted(b.vpc(), b.namespace(), "10.2.1.13/24"));
    test.assertAnswered(a.namespace(), "10.2.1.13");
  }

  @Test
  void shouldAnswerAndForwardAsBeforeWhenItWasKilled() throws InterruptedException {
    ChildRouter first = test.scenario().startRouter();
    Site a = test.dualSite("10.1", "a");
    Site b = test.dualSite("10.2", "b");
    test.peer(a, b);
    attachAndPing(a, b);
    String before = describeAll();

    first.process().destroyForcibly().waitFor();
    test.scenario().startRouter();

    assertThat(describeAll()).isEqualTo(before);
    attachAndPing(a, b);
    test.scenario().aws("delete-subnet --subnet-id " + subnetOf(a));
    test.scenario().peerway("wait 1");
  }

  private String subnetOf(Site site) throws InterruptedException {
    return test.scenario()
        .awsText(
            "describe-subnets --filters Name=vpc-id,Values=%s --query 'Subnets[0].SubnetId'"
                .formatted(site.vpc()));
  }

  @Test
  void shouldLetOneRouterHaveADataDirectory() throws InterruptedException {
    ChildRouter first = test.scenario().startRouter();
    Path data = first.socket().resolveSibling("data");

    Programs.Result second =
        serve(
            "--socket=" + directory.resolve("second.sock"),
            "--listen=127.0.0.1:0",
            "--data=" + data);

    assertThat(second.status()).isEqualTo(ExitStatus.MACHINE);
    assertThat(second.output())
        .contains(
            "peerway serve: " + data.resolve("peerway.db"),
            "process " + first.process().pid() + " has it")
        .doesNotContain("Exception");
  }

  @Test
  void shouldSayThatADirectoryCannotBeUsed() throws InterruptedException, IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    Programs.Result result =
        serve(
            "--socket=" + directory.resolve("second.sock"),
            "--listen=127.0.0.1:0",
            "--data=" + file.resolve("data"));

    assertThat(result.status()).isEqualTo(ExitStatus.MACHINE);
    assertThat(result.output())
        .contains("The data directory " + file.resolve("data") + " cannot be made")
        .doesNotContain("Exception");
  }

  private Programs.Result serve(String... options) throws InterruptedException {
    return programs.run(
        PeerwayJvm.command(Stream.concat(Stream.of("serve"), Stream.of(options)).toList()));
  }

  @Test
  void shouldTellOfItselfAndWaitForItsWorkers() throws Exception {
    URI endpoint = test.scenario().startRouter().endpoint();
    Site a = test.site("10.1.0.0/16", "a");
    test.scenario().peerway(ATTACH.formatted(a.vpc(), a.namespace(), "10.1.1.13/24"));
    test.assertAnswered(a.namespace(), "10.1.0.1");
    test.assertLost(a.namespace(), "10.9.9.9");
    test.assertDropped("no_route");

    try (HttpClient client = HttpClient.newHttpClient()) {
      String health = get(client, endpoint.resolve("/health"));
      assertThat(health).contains("\"status\":\"ok\"");
      assertThat(get(client, endpoint.resolve("/metrics")))
          .contains(
              "peerway_ports 1.0",
              "peerway_tracked_connections 0.0",
              "peerway_worker_generation{worker=\"0\"}",
              "peerway_worker_packets_total{worker=\"0\"}",
              "peerway_api_calls_total{action=\"CreateVpc\",code=\"Success\"} 1.0",
              "peerway_apply_seconds_count")
          .containsPattern("peerway_port_rx_packets_total\\{device=\"[^\"]+\",owner=\"" + a.vpc())
          .containsPattern("peerway_drops_total\\{[^}]*reason=\"no_route\",stage=\"ROUTE\"");
      String generation = health.replaceAll(".*\"generation\":(\\d+).*", "$1");
      assertThat(test.scenario().peerway("wait " + generation))
          .startsWith("every worker forwards by generation ");
      Programs.Result never =
          test.scenario().tryPeerway("wait " + generation + "000000 --timeout 0.1");
      assertThat(never.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(never.output()).contains("was not reached within 0.1 s");
    }
  }

  private static String get(HttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }
}
