package io.peerway.control.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.NetworkInterface.AttachmentStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the hosts when the records change, and of the records when hosts do. */
@Timeout(180)
class InstanceRunnerTest {
  private final Api api = new Api();
  private final FakeHosts hosts = new FakeHosts();
  private final String vpc = api.createVpc("10.1.0.0/16");
  private final String subnet = api.createSubnet(vpc, "10.1.1.0/24");
  private InstanceRunner runner = follow();

  private InstanceRunner follow() {
    InstanceRunner fresh = new InstanceRunner(api.ledger(), hosts, api.clock());
    fresh.follow();
    return fresh;
  }

  @AfterEach
  void close() {
    runner.close();
  }

  private Instance find(String id) {
    return api.inventory().find(Instance.KIND, id).orElseThrow();
  }

  private void await(String id, InstanceState state) throws InterruptedException {
    await(() -> find(id).state() == state);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1); // the test's timeout ends it
    }
  }

  @Test
  void shouldRunAnInstanceWhenItsHostIsThere() throws InterruptedException {
    String id = api.runInstance(subnet);
    await(id, InstanceState.RUNNING);

    assertThat(hosts.hosts.get(id))
        .singleElement()
        .satisfies(eni -> assertThat(eni.primary().format()).isEqualTo("10.1.1.4"));
    assertThat(hosts.calls).containsExactly("start " + id);
  }

  @Test
  void shouldTerminateAnInstanceWhenItsHostIsGone() throws InterruptedException {
    String id = api.runInstance(subnet);
    await(id, InstanceState.RUNNING);
    api.call("TerminateInstances", "InstanceId.1", id);
    await(id, InstanceState.TERMINATED);

    assertThat(hosts.hosts).isEmpty();
    assertThat(api.inventory().all(NetworkInterface.KIND)).isEmpty();
    assertThat(find(id).reason()).contains(Instance.Reason.USER);
    api.clock().advance(Duration.ofMinutes(59));
    assertThat(api.call("DescribeInstances", "InstanceId.1", id)).contains("<name>terminated<");
    api.clock().advance(Duration.ofMinutes(1));
    assertThat(api.error("DescribeInstances", "InstanceId.1", id))
        .startsWith("InvalidInstanceID.NotFound");
  }

  @Test
  void shouldKeepANetworkInterfaceThatIsNotToGoWithItsInstance() throws InterruptedException {
    String eni =
        Api.text(api.call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");
    String id =
        Api.text(
            api.call(
                "RunInstances",
                "ImageId",
                "ami-1",
                "MinCount",
                "1",
                "MaxCount",
                "1",
                "NetworkInterface.1.DeviceIndex",
                "0",
                "NetworkInterface.1.NetworkInterfaceId",
                eni),
            "instanceId");
    await(id, InstanceState.RUNNING);
    assertThat(api.error("DeleteNetworkInterface", "NetworkInterfaceId", eni))
        .startsWith("InvalidNetworkInterface.InUse");

    api.call("TerminateInstances", "InstanceId.1", id);
    await(id, InstanceState.TERMINATED);

    assertThat(api.inventory().find(NetworkInterface.KIND, eni).orElseThrow().attachment())
        .isEmpty();
  }

  @Test
  void shouldStopAndStartAnInstanceWithTheSameInterfaces() throws InterruptedException {
    String id = api.runInstance(subnet);
    await(id, InstanceState.RUNNING);
    List<NetworkInterface> before = hosts.hosts.get(id);
    api.call("StopInstances", "InstanceId.1", id);
    await(id, InstanceState.STOPPED);
    assertThat(hosts.hosts).isEmpty();

    api.call("StartInstances", "InstanceId.1", id);
    await(id, InstanceState.RUNNING);

    assertThat(hosts.hosts.get(id))
        .extracting(NetworkInterface::id)
        .containsExactlyElementsOf(before.stream().map(NetworkInterface::id).toList());
  }

  private String attach(String id, int index) {
    String eni =
        Api.text(api.call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");
    api.call(
        "AttachNetworkInterface",
        "NetworkInterfaceId",
        eni,
        "InstanceId",
        id,
        "DeviceIndex",
        Integer.toString(index));
    return eni;
  }

  private void detach(String eni) {
    api.call("DetachNetworkInterface", "AttachmentId", attachment(eni).orElseThrow().id());
  }

  private Optional<NetworkInterface.Attachment> attachment(String eni) {
    return api.inventory().find(NetworkInterface.KIND, eni).orElseThrow().attachment();
  }

  private List<String> inside(String id) {
    return hosts.hosts.getOrDefault(id, List.of()).stream().map(NetworkInterface::id).toList();
  }

  @Test
  void shouldPutAnInterfaceIntoARunningInstanceAndTakeItOut() throws InterruptedException {
    String id = api.runInstance(subnet);
    await(id, InstanceState.RUNNING);
    String primary = inside(id).getFirst();
    assertThat(attachment(primary).orElseThrow().status()).isEqualTo(AttachmentStatus.ATTACHED);

    String eni = attach(id, 1);
    await(() -> attachment(eni).orElseThrow().status() == AttachmentStatus.ATTACHED);
    assertThat(inside(id)).containsExactly(primary, eni);

    detach(eni);
    await(() -> attachment(eni).isEmpty());
    assertThat(inside(id)).containsExactly(primary);
  }

  @Test
  void shouldAttachToAStoppedInstanceWhatItHasWhenItStarts() throws InterruptedException {
    String id = api.runInstance(subnet);
    await(id, InstanceState.RUNNING);
    String gone = attach(id, 1);
    await(() -> inside(id).contains(gone));
    api.call("StopInstances", "InstanceId.1", id);
    await(id, InstanceState.STOPPED);
    detach(gone);
    assertThat(attachment(gone)).isEmpty();
    String eni = attach(id, 2);
    assertThat(attachment(eni).orElseThrow().status()).isEqualTo(AttachmentStatus.ATTACHED);

    api.call("StartInstances", "InstanceId.1", id);
    await(id, InstanceState.RUNNING);

    assertThat(inside(id)).hasSize(2).endsWith(eni);
    api.call("TerminateInstances", "InstanceId.1", id);
    await(id, InstanceState.TERMINATED);
    assertThat(attachment(eni)).as("one that is not to go with its instance").isEmpty();
  }

  @Test
  void shouldFreeAnInterfaceThatCannotBePutIn() throws InterruptedException {
    String id = api.runInstance(subnet);
    await(id, InstanceState.RUNNING);
    hosts.failure = Optional.of("no devices today");
    String eni = attach(id, 1);
    await(() -> attachment(eni).isEmpty());

    assertThat(find(id).state()).isEqualTo(InstanceState.RUNNING);
  }

  @Test
  void shouldRebootAnInstance() throws InterruptedException {
    String id = api.runInstance(subnet);
    await(id, InstanceState.RUNNING);
    api.call("RebootInstances", "InstanceId.1", id);
    await(() -> hosts.calls.size() == 3);

    assertThat(hosts.calls).containsExactly("start " + id, "stop " + id, "start " + id);
    await(id, InstanceState.RUNNING);
  }

  @Test
  void shouldTerminateWhatCannotBeMadeAndSayWhy() throws InterruptedException {
    hosts.failure = Optional.of("no namespaces today");
    String id = api.runInstance(subnet);
    await(id, InstanceState.TERMINATED);

    assertThat(api.call("DescribeInstances", "InstanceId.1", id))
        .contains("<code>Server.InternalError<", "no namespaces today");
    assertThat(api.inventory().all(NetworkInterface.KIND)).isEmpty();
  }

  @Test
  void shouldMakeTheHostsAgainAfterARestart() throws InterruptedException {
    String running = api.runInstance(subnet);
    String stopped = api.runInstance(subnet);
    await(running, InstanceState.RUNNING);
    await(stopped, InstanceState.RUNNING);
    api.call("StopInstances", "InstanceId.1", stopped);
    await(stopped, InstanceState.STOPPED);

    runner.close();
    assertThat(hosts.hosts).isEmpty();
    assertThat(find(running).state()).isEqualTo(InstanceState.RUNNING);
    runner = follow();
    await(() -> hosts.hosts.containsKey(running));

    assertThat(hosts.hosts).containsOnlyKeys(running);
  }

  @Test
  void shouldStopWhatCannotBeMadeAgainAfterARestart() throws InterruptedException {
    String id = api.runInstance(subnet);
    await(id, InstanceState.RUNNING);
    runner.close();
    hosts.failure = Optional.of("no devices today");
    runner = follow();
    await(id, InstanceState.STOPPED);

    assertThat(find(id).reason().orElseThrow().message()).contains("no devices today");
    hosts.failure = Optional.empty();
    api.call("StartInstances", "InstanceId.1", id);
    await(id, InstanceState.RUNNING);
  }
}
