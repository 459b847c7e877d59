package io.peerway.control.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.HostAddresses;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What DNS servers know, and where they are. */
class DnsZonePublishingTest {
  private static final int SERVER = Ipv4Address.parse("10.1.0.2");

  private final Api api = new Api();
  private final String vpc =
      Api.text(
          api.call("CreateVpc", "CidrBlock", "10.1.0.0/16", "AmazonProvidedIpv6CidrBlock", "true"),
          "vpcId");
  private final String subnet = api.createSubnet(vpc, "10.1.1.0/24");

  private VpcForwarding published() {
    return api.datapath().state().vpcs().stream()
        .filter(Objects::nonNull)
        .filter(one -> one.id().equals(vpc))
        .findFirst()
        .orElseThrow();
  }

  private static Target target(VpcForwarding vpc, int destination) {
    RouteTable table = vpc.local().find(Ipv4Address.parse("10.1.1.9")).routeTable();
    return table.target(table.v4().lookup(destination));
  }

  @Test
  void shouldServeTheVpcAtThreeAddresses() {
    VpcForwarding forwarding = published();

    assertThat(forwarding.dns().server4()).isEqualTo(SERVER);
    assertThat(forwarding.dns().domain()).isEqualTo("eu-west-1.compute.internal");
    assertThat(forwarding.local().find(SERVER).isRouter()).isTrue();
    assertThat(target(forwarding, DnsZone.SERVER4)).isEqualTo(Target.ROUTER);
    assertThat(forwarding.networks().options().dns6()).containsExactly(DnsZone.SERVER6);
  }

  @Test
  void shouldKnowInstancesWhileTheyAreThere() {
    String instance = api.runInstance(subnet);
    String eni =
        Api.text(api.call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");

    assertThat(published().dns().hosts())
        .containsOnlyKeys(instance)
        .extractingByKey(instance)
        .extracting(HostAddresses::ipv4)
        .isEqualTo(Ipv4Address.parse("10.1.1.4"));
    api.call("DeleteNetworkInterface", "NetworkInterfaceId", eni);
    assertThat(published().dns().hosts()).containsOnlyKeys(instance);
  }

  @Test
  void shouldServeNobodyWhereItIsTurnedOff() {
    api.call("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsSupport.Value", "false");
    VpcForwarding forwarding = published();

    assertThat(forwarding.dns()).isNull();
    assertThat(forwarding.local().find(SERVER).isRouter()).isFalse();
    assertThat(target(forwarding, DnsZone.SERVER4)).isNull();
    assertThat(forwarding.networks().options().dns6()).isEmpty();
  }
}
