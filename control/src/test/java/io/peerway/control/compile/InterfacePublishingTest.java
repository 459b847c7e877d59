package io.peerway.control.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.FakeDatapath;
import io.peerway.control.model.NetworkInterface;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What network interfaces are in the data plane. */
class InterfacePublishingTest {
  private final Api api = new Api();
  private final FakeDatapath datapath = api.datapath();
  private final String vpc = api.createVpc("10.1.0.0/16");
  private final String subnet = api.createSubnet(vpc, "10.1.1.0/24");
  private final String eni = create();

  private String create() {
    return Api.text(api.call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");
  }

  private int port(String owner) {
    return api.publisher().port(owner).orElseThrow();
  }

  private LocalEntry find(String address) {
    VpcForwarding forwarding =
        datapath.state().vpcs().stream()
            .filter(Objects::nonNull)
            .filter(one -> one.id().equals(vpc))
            .findFirst()
            .orElseThrow();
    return forwarding.local().find(Ipv4Address.parse(address));
  }

  @Test
  void shouldHaveAPortForAsLongAsItExists() {
    int number = port(eni);
    PortSpec spec = datapath.ports().get(number);
    NetworkInterface stored = api.inventory().find(NetworkInterface.KIND, eni).orElseThrow();

    assertThat(spec.owner()).isEqualTo(eni);
    assertThat(spec.device()).isEqualTo("eni" + eni.substring(eni.length() - 12));
    assertThat(spec.hostMac()).isEqualTo(stored.mac());
    assertThat(spec.routerMac()).isEqualTo(datapath.ports().get(port(vpc)).routerMac());
    assertThat(datapath.state().port(number).vpcIndex())
        .isEqualTo(datapath.state().port(port(vpc)).vpcIndex());

    api.call("DeleteNetworkInterface", "NetworkInterfaceId", eni);

    assertThat(datapath.ports()).hasSize(1);
    assertThat(datapath.state().port(number)).isNull();
    assertThat(find("10.1.1.4").port()).isEqualTo(port(vpc));
  }

  @Test
  void shouldTakeItsAddressesAwayFromTheVpcsDevice() {
    assertThat(find("10.1.1.4").port()).isEqualTo(port(eni));
    assertThat(find("10.1.1.4").router4()).isEqualTo(Ipv4Address.parse("10.1.1.1"));
    assertThat(find("10.1.1.4").subnetAcl()).isEqualTo(find("10.1.1.5").subnetAcl()).isNotNull();
    assertThat(find("10.1.1.5").port()).isEqualTo(port(vpc));

    api.call(
        "AssignPrivateIpAddresses", "NetworkInterfaceId", eni, "PrivateIpAddress.1", "10.1.1.5");
    assertThat(find("10.1.1.5").port()).isEqualTo(port(eni));
    api.call(
        "UnassignPrivateIpAddresses", "NetworkInterfaceId", eni, "PrivateIpAddress.1", "10.1.1.5");
    assertThat(find("10.1.1.5").port()).isEqualTo(port(vpc));
  }

  @Test
  void shouldBeHeldToItsGroups() {
    String group =
        Api.text(
            api.call(
                "CreateSecurityGroup", "GroupName", "g", "GroupDescription", "d", "VpcId", vpc),
            "groupId");
    assertThat(find("10.1.1.4").security().groups()).hasSize(1).doesNotContain(group);

    api.call(
        "ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", eni, "SecurityGroupId.1", group);

    assertThat(find("10.1.1.4").security().groups()).containsExactly(group);
    LocalEntry before = find("10.1.1.4");
    api.call(
        "AuthorizeSecurityGroupIngress",
        "GroupId",
        group,
        "IpPermissions.1.IpProtocol",
        "icmp",
        "IpPermissions.1.FromPort",
        "-1",
        "IpPermissions.1.ToPort",
        "-1",
        "IpPermissions.1.IpRanges.1.CidrIp",
        "0.0.0.0/0");
    assertThat(find("10.1.1.4").security().rules()).isNotSameAs(before.security().rules());
  }

  @Test
  void shouldSendFromAnySourceOnceTheCheckIsOff() {
    assertThat(datapath.state().port(port(eni)).unchecked()).isNull();

    api.call(
        "ModifyNetworkInterfaceAttribute",
        "NetworkInterfaceId",
        eni,
        "SourceDestCheck.Value",
        "false");
    PortForwarding unchecked = datapath.state().port(port(eni));
    assertThat(unchecked.unchecked()).isEqualTo(find("10.1.1.4"));

    api.publisher().setMtu(eni, 1500);
    assertThat(datapath.state().port(port(eni))).isEqualTo(unchecked.withMtu(1500));
  }

  @Test
  void shouldGetItsPortWhenItCouldNotBeMadeAtFirst() {
    datapath.setBroken(true);
    String late = create();
    assertThat(api.publisher().port(late)).isEmpty();
    assertThat(find("10.1.1.5").port()).isEqualTo(LocalTableCompiler.NO_PORT);
    datapath.setBroken(false);

    int number = api.publisher().openPort(late);

    assertThat(find("10.1.1.5").port()).isEqualTo(number);
  }
}
