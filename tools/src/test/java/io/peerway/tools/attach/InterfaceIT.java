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
@Timeout(600)
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

  private PortReport port(String eni) {
    return scenario.ports().stream()
        .filter(port -> port.networkInterface().equals(eni))
        .findFirst()
        .orElseThrow();
  }

  /** The host in a namespace gets a network behind it, to which a route leads. */
  private void shouldForwardForOthers(String vpc, String eni, String namespace)
      throws InterruptedException {
    scenario.shell("ip -n %s address add 192.168.77.1/32 dev lo".formatted(namespace));
    scenario.aws(
        "modify-network-interface-attribute --network-interface-id %s --source-dest-check.Value false"
            .formatted(eni));
    scenario.aws(
        "create-route --route-table-id %s --destination-cidr-block 192.168.77.0/24 --network-interface-id %s"
            .formatted(test.routeTable(vpc), eni));
    assertThat(scenario.peerway("explain --from 10.6.1.20 --to 192.168.77.1 --proto icmp"))
        .contains("192.168.77.0/24, which leads to " + eni, eni + " forwards for others")
        .contains("10.6.1.21 is at ", "whose host has to forward it to 192.168.77.1.");
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
    test.assertLost(site.namespace(), "10.6.1.20");
    test.assertAnswered(one, "10.6.1.21");
    String ipv6 = of(second, "Ipv6Addresses[0].Ipv6Address");
    test.assertAnswered(one, ipv6);
    shouldForwardForOthers(site.vpc(), second, two);
    test.assertAnswered(one, "192.168.77.1");
    scenario.peerway("detach " + site.vpc());
    scenario.peerway(
        "attach %s --netns %s --address 10.6.1.9 --group %s"
            .formatted(site.vpc(), site.namespace(), of(first, "Groups[0].GroupId")));
    test.assertAnswered(one, "10.6.1.9");
    test.assertAnswered(site.namespace(), "10.6.1.20");

    assertNetworkAclHoldsBetweenSubnets(site.vpc(), one, "10.6.1.21");

    scenario.peerway("detach " + second);
    scenario.aws("delete-network-interface --network-interface-id " + second);
    assertThat(scenario.ports()).extracting(PortReport::networkInterface).doesNotContain(second);
    test.assertAnswered(one, "10.6.1.1");
  }

  private void assertNetworkAclHoldsBetweenSubnets(String vpc, String host, String neighbor)
      throws InterruptedException {
    String elsewhere =
        scenario.awsText(
            "create-subnet --vpc-id %s --cidr-block 10.6.2.0/24 --query Subnet.SubnetId"
                .formatted(vpc));
    String third =
        scenario.awsText(
            "create-network-interface --subnet-id %s --private-ip-address 10.6.2.20 --query NetworkInterface.NetworkInterfaceId"
                .formatted(elsewhere));
    scenario.peerway("attach %s --netns %s".formatted(third, scenario.addNamespace("three")));
    test.assertAnswered(host, "10.6.2.20");

    String acl =
        scenario.awsText(
            "describe-network-acls --filters Name=vpc-id,Values=%s --query NetworkAcls[0].NetworkAclId"
                .formatted(vpc));
    scenario.aws(
        "create-network-acl-entry --network-acl-id %s --egress false --rule-number 90 --protocol -1 --rule-action deny --cidr-block 10.6.2.0/24"
            .formatted(acl));

    // The answers, whose connection the groups know; and nothing within a subnet.
    test.assertLost(host, "10.6.2.20");
    test.assertDropped("network_acl_ingress");
    test.assertAnswered(host, neighbor);
  }
}
