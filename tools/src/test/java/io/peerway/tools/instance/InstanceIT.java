package io.peerway.tools.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.linux.NamedNamespaces;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.tools.operator.PortReport;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.AwsCli;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The peering tutorial with instances, by Debian's aws command. */
@Timeout(600)
class InstanceIT {

  private static final String SERVER1 = "10.1.1.13";
  private static final String SERVER2 = "10.2.1.139";

  @AutoClose private final TestScenario test = new TestScenario();
  @AutoClose private final Programs programs = new Programs();
  @TempDir private Path directory;
  private final Scenario scenario = test.scenario();
  private final List<String> launched = new ArrayList<>();
  private AwsCli aws;

  @AfterEach
  void removeWhatAKilledRouterLeft() {
    for (String id : launched) {
      if (NamedNamespaces.exists(id)) {
        try (NetworkNamespace namespace = NetworkNamespace.named(id)) {
          NamespacePrograms.end(namespace);
        }
        NamedNamespaces.delete(id);
      }
    }
  }

  private ChildRouter startRouter() throws InterruptedException {
    ChildRouter router = scenario.startRouter();
    aws = new AwsCli(programs, router.endpoint(), "111111111111", "us-east-1");
    return router;
  }

  private String vpc(String network) throws InterruptedException {
    return scenario.awsText(
        "create-vpc --cidr-block %s.0.0/16 --query Vpc.VpcId".formatted(network));
  }

  private String subnet(String vpc, String network) throws InterruptedException {
    return scenario.awsText(
        "create-subnet --vpc-id %s --cidr-block %s.1.0/24 --query Subnet.SubnetId"
            .formatted(vpc, network));
  }

  private void peer(String a, String b) throws InterruptedException {
    String pcx = test.acceptedPeering(a, b);
    test.route("create-route", a, "10.2.0.0/16", pcx);
    test.route("create-route", b, "10.1.0.0/16", pcx);
  }

  private String launch(String subnet, String address, String userData)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("run-instances", "--image-id", "ami-0c101f26f147fa7fd"));
    command.addAll(List.of("--instance-type", "t3.micro", "--subnet-id", subnet));
    command.addAll(List.of("--private-ip-address", address, "--user-data", userData));
    command.addAll(List.of("--query", "Instances[0].InstanceId"));
    String id = aws.run(command);
    launched.add(id);
    await(() -> state(id).equals("running"));
    return id;
  }

  private String state(String id) throws InterruptedException {
    return scenario
        .aws(
            "describe-instances --instance-ids %s --query 'Reservations[0].Instances[0].State.Name'"
                .formatted(id))
        .asText();
  }

  private void await(Callable<Boolean> condition) throws InterruptedException {
    try {
      while (!condition.call()) {
        Thread.sleep(20); // the test's timeout ends it
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(test.transcript(), e);
    }
  }

  private Programs.Result exec(String id, String... command) throws InterruptedException {
    return programs.run(
        PeerwayJvm.command(
            Stream.concat(Stream.of("exec", id, "--"), Stream.of(command)).toList()));
  }

  /** False also while the instance's host is being made, and nothing can be sent from it. */
  private boolean isAnswered(String id) throws InterruptedException {
    return scenario
        .shell("ip netns exec %s ping -n -c 1 -W 1 %s".formatted(id, SERVER2))
        .contains(" 1 received");
  }

  /** One that has ended has no file, although its parent may not have noticed. */
  private static boolean isRunning(long pid) {
    return Files.exists(Path.of("/proc", Long.toString(pid), "exe"));
  }

  /** The last one that was written, whole; the next one may be on its way already. */
  private long pid(Path file) throws InterruptedException {
    AtomicReference<String> content = new AtomicReference<>("");
    await(
        () -> {
          content.set(Files.exists(file) ? Files.readString(file) : "");
          return content.get().endsWith("\n");
        });
    return Long.parseLong(content.get().strip());
  }

  @Test
  void shouldConnectInstancesOfPeeredVpcsOnceTheirGroupsAllowIt() throws InterruptedException {
    ChildRouter router = startRouter();
    String a = vpc("10.1");
    String b = vpc("10.2");
    peer(a, b);
    Path pidFile = directory.resolve("pid");
    String server1 = launch(subnet(a, "10.1"), SERVER1, "#!/bin/sh\nexit 3\n");
    String server2 =
        launch(
            subnet(b, "10.2"),
            SERVER2,
            "#!/bin/sh\nip -o -4 address\necho $$ > %s\nexec sleep 300\n".formatted(pidFile));

    test.assertLost(server1, SERVER2);
    allowPing(server2, "10.1.0.0/16");
    test.assertAnswered(server1, SERVER2);

    await(
        () ->
            aws.run("get-console-output --instance-id %s --query Output".formatted(server2))
                .contains(SERVER2 + "/24"));
    Programs.Result address = exec(server2, "ip", "-o", "-4", "address");
    assertThat(address.status()).isZero();
    assertThat(address.output()).contains(SERVER2 + "/24");
    assertThat(exec(server1, "sh", "-c", "exit 7").status()).isEqualTo(7);
    assertThat(exec("i-0123456789abcdef0", "true").status()).isEqualTo(ExitStatus.FAILED);
    String eni = interfaceOf(server1);
    assertThat(scenario.tryPeerway("detach " + eni).output())
        .contains(eni + " is a network interface of " + server1);

    String second = shouldPutInAndTakeOutInterfaces(server1);
    shouldComeBackAfterTheRouterWasKilled(router, server1, server2, pidFile);

    // The other interface may come after the one by which it answers.
    await(() -> addresses(server1).contains("10.1.1.14/24"));
    aws.run("detach-network-interface --attachment-id " + attachment(second, "AttachmentId"));
    await(() -> attachment(second, "Status").isEmpty());
    assertThat(addresses(server1)).contains(SERVER1).doesNotContain("10.1.1.14");
    assertThat(scenario.shell("ip -n %s rule".formatted(server1))).doesNotContain("10.1.1.14");
    test.assertAnswered(server1, SERVER2);
    long program = pid(pidFile);
    aws.run("stop-instances --instance-ids " + server2);
    await(() -> state(server2).equals("stopped"));
    Programs.Result explained =
        scenario.tryPeerway("explain --from %s --to %s".formatted(SERVER1, SERVER2));
    assertThat(explained.status()).as(explained.output()).isEqualTo(ExitStatus.UNDECIDED);
    assertThat(explained.output())
        .contains(server2 + " is stopped. Start it:", "start-instances --instance-ids " + server2);
    aws.run("terminate-instances --instance-ids " + server2);
    await(() -> state(server2).equals("terminated"));
    assertThat(NamedNamespaces.exists(server2)).isFalse();
    assertThat(isRunning(program)).isFalse();
    assertThat(scenario.ports())
        .extracting(PortReport::namespace)
        .contains(server1)
        .doesNotContain(server2);
  }

  /** Returns the one that is still in there. */
  private String shouldPutInAndTakeOutInterfaces(String server1) throws InterruptedException {
    String eni =
        scenario.awsText(
            "create-network-interface --subnet-id %s --private-ip-address 10.1.1.14 --query NetworkInterface.NetworkInterfaceId"
                .formatted(describe(server1, "SubnetId")));
    aws.run(
        "attach-network-interface --network-interface-id %s --instance-id %s --device-index 1"
            .formatted(eni, server1));
    await(() -> attachment(eni, "Status").equals("attached"));
    assertThat(addresses(server1)).contains(SERVER1 + "/24", "10.1.1.14/24");
    // By the second interface, which alone may send from this address.
    await(() -> exec(server1, "ping", "-c", "1", "-I", "10.1.1.14", SERVER2).status() == 0);
    return eni;
  }

  private String addresses(String id) throws InterruptedException {
    return scenario.shell("ip -n %s -o -4 address".formatted(id));
  }

  private String attachment(String eni, String member) throws InterruptedException {
    return scenario
        .aws(
            "describe-network-interfaces --network-interface-ids %s --query 'NetworkInterfaces[0].Attachment.%s'"
                .formatted(eni, member))
        .asText();
  }

  private void shouldComeBackAfterTheRouterWasKilled(
      ChildRouter router, String server1, String server2, Path pidFile)
      throws InterruptedException {
    long before = pid(pidFile);
    router.process().destroyForcibly().waitFor();
    assertThat(isRunning(before)).as("a program that nobody ended yet").isTrue();

    ChildRouter second = startRouter();
    await(() -> pid(pidFile) != before);
    await(() -> isAnswered(server1));
    assertThat(isRunning(before)).isFalse();
    assertThat(state(server2)).isEqualTo("running");

    second.close();
    assertThat(List.of(server1, server2)).noneMatch(NamedNamespaces::exists);
    long stopped = pid(pidFile);
    startRouter();
    await(() -> pid(pidFile) != stopped);
    await(() -> isAnswered(server1));
  }

  private void allowPing(String instance, String from) throws InterruptedException {
    aws.run(
        "authorize-security-group-ingress --group-id %s --protocol icmp --port -1 --cidr %s"
            .formatted(group(instance), from));
  }

  private String group(String instance) throws InterruptedException {
    return describe(instance, "NetworkInterfaces[0].Groups[0].GroupId");
  }

  private String interfaceOf(String instance) throws InterruptedException {
    return describe(instance, "NetworkInterfaces[0].NetworkInterfaceId");
  }

  private String describe(String instance, String member) throws InterruptedException {
    return scenario.awsText(
        "describe-instances --instance-ids %s --query 'Reservations[0].Instances[0].%s'"
            .formatted(instance, member));
  }
}
