package io.peerway.tools.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.operator.PortReport;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Network interfaces with devices of their own, beside the device of their VPC. */
@Timeout(120)
class InterfaceIT {
  @AutoClose private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();

  private String create(String subnet, String address) throws InterruptedException {
    return scenario.awsText(
        "create-network-interface --subnet-id %s --private-ip-address %s --ipv6-address-count 1 --query NetworkInterface.NetworkInterfaceId"
            .formatted(subnet, address));
  }

  private String of(String eni, String member) throws InterruptedException {
    return scenario.awsText(
        "describe-network-interfaces --network-interface-ids %s --query 'NetworkInterfaces[0].%s'"
            .formatted(eni, member));
  }

  private long replies(String namespace, String address) throws InterruptedException {
    return scenario
        .shell("ip netns exec %s ping -n -c 2 -i 0.2 -W 5 %s".formatted(namespace, address))
        .lines()
        .filter(line -> line.contains(" bytes from "))
        .count();
  }

  private PortReport port(String eni) {
    return scenario.ports().stream()
        .filter(port -> port.networkInterface().equals(eni))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldReachEachOtherAndTheRestOfTheVpcByTheRulesOfTheirGroups() throws InterruptedException {
    scenario.startRouter();
    Site site = test.dualSite("10.6", "rest");
    String subnet =
        scenario.awsText(
            "describe-subnets --filters Name=vpc-id,Values=%s --query 'Subnets[0].SubnetId'"
                .formatted(site.vpc()));
    String first = create(subnet, "10.6.1.20");
    String second = create(subnet, "10.6.1.21");
    String one = scenario.addNamespace("one");
    String two = scenario.addNamespace("two");

    Programs.Result refused =
        scenario.tryPeerway("attach %s --netns %s --address 10.6.1.9".formatted(first, one));
    assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(refused.output()).contains("has addresses of its own", "leave --address out");
    assertThat(scenario.peerway("attach %s --netns %s".formatted(first, one)))
        .contains(first + " is attached to " + one, "10.6.1.20/24", "default via 10.6.1.1");
    scenario.peerway("attach %s --netns %s".formatted(second, two));
    scenario.peerway(
        "attach %s --netns %s --address 10.6.1.9".formatted(site.vpc(), site.namespace()));

    String mac = of(first, "MacAddress");
    assertThat(
            scenario.shell("ip netns exec %s ip link show %s".formatted(one, port(first).device())))
        .contains(mac);
    assertThat(port(first).vpc()).isEqualTo(site.vpc());

    // Both are in the default group, whose members reach each other; the VPC's device is in none.
    assertThat(replies(site.namespace(), "10.6.1.20")).as(test.transcript()).isZero();
    assertThat(replies(one, "10.6.1.21")).as(test.transcript()).isEqualTo(2);
    String ipv6 = of(second, "Ipv6Addresses[0].Ipv6Address");
    assertThat(replies(one, ipv6)).as(test.transcript()).isEqualTo(2);
    scenario.peerway("detach " + site.vpc());
    scenario.peerway(
        "attach %s --netns %s --address 10.6.1.9 --group %s"
            .formatted(site.vpc(), site.namespace(), of(first, "Groups[0].GroupId")));
    assertThat(replies(one, "10.6.1.9")).as(test.transcript()).isEqualTo(2);
    assertThat(replies(site.namespace(), "10.6.1.20")).as(test.transcript()).isEqualTo(2);

    scenario.peerway("detach " + second);
    scenario.aws("delete-network-interface --network-interface-id " + second);
    assertThat(scenario.ports()).extracting(PortReport::networkInterface).doesNotContain(second);
    assertThat(replies(one, "10.6.1.1")).as(test.transcript()).isEqualTo(2);
  }
}
