package io.peerway.control.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.dataplane.state.HostNetworks;
import io.peerway.dataplane.state.HostOptions;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What hosts are told, from subnets and DHCP options. */
class HostNetworksPublishingTest {
  private final Api api = new Api();
  private final String vpc = api.createVpc("10.1.0.0/16");

  private HostNetworks networks() {
    return api.datapath().state().vpcs().stream()
        .filter(Objects::nonNull)
        .filter(one -> one.id().equals(vpc))
        .map(VpcForwarding::networks)
        .findFirst()
        .orElseThrow();
  }

  private HostOptions options() {
    return networks().options();
  }

  private static List<Integer> addresses(String... texts) {
    return List.of(texts).stream().map(Ipv4Address::parse).toList();
  }

  @Test
  void shouldTellTheSubnetsBeforeTheVpcsBlocks() {
    api.createSubnet(vpc, "10.1.2.0/24");
    api.createSubnet(vpc, "10.1.1.0/24");

    assertThat(networks().ipv4())
        .extracting(Ipv4Prefix::format)
        .containsExactly("10.1.1.0/24", "10.1.2.0/24", "10.1.0.0/16");
    assertThat(networks().ipv6()).isEmpty();
  }

  @Test
  void shouldNameAmazonsDnsServerWhileTheVpcHasOne() {
    assertThat(options().dns4()).isEqualTo(addresses("10.1.0.2"));
    assertThat(options().domainName()).isEqualTo("eu-west-1.compute.internal");

    api.call("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsSupport.Value", "false");
    assertThat(options().dns4()).isEmpty();
  }

  @Test
  void shouldTellTheOptionsThatAreAssociated() {
    String id =
        Api.text(
            api.call(
                "CreateDhcpOptions",
                "DhcpConfiguration.1.Key",
                "domain-name-servers",
                "DhcpConfiguration.1.Value.1",
                "192.0.2.1",
                "DhcpConfiguration.1.Value.2",
                "2001:db8::1",
                "DhcpConfiguration.2.Key",
                "ntp-servers",
                "DhcpConfiguration.2.Value.1",
                "192.0.2.2",
                "DhcpConfiguration.3.Key",
                "netbios-name-servers",
                "DhcpConfiguration.3.Value.1",
                "192.0.2.3",
                "DhcpConfiguration.4.Key",
                "netbios-node-type",
                "DhcpConfiguration.4.Value.1",
                "2",
                "DhcpConfiguration.5.Key",
                "domain-name",
                "DhcpConfiguration.5.Value.1",
                "lab.example"),
            "dhcpOptionsId");
    api.call("AssociateDhcpOptions", "DhcpOptionsId", id, "VpcId", vpc);

    assertThat(options())
        .isEqualTo(
            new HostOptions(
                "lab.example",
                addresses("192.0.2.1"),
                List.of(Ipv6Address.parse("2001:db8::1")),
                addresses("192.0.2.2"),
                List.of(),
                addresses("192.0.2.3"),
                2));
    api.call("AssociateDhcpOptions", "DhcpOptionsId", "default", "VpcId", vpc);
    assertThat(options()).isEqualTo(HostOptions.NONE);
  }

  @Test
  void shouldTellAnInterfaceItsAddresses() {
    String subnet = api.createSubnet(vpc, "10.1.1.0/24");
    String eni =
        Api.text(api.call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");
    PortForwarding port = api.datapath().state().port(api.publisher().port(eni).orElseThrow());

    assertThat(port.addresses().ipv4()).isEqualTo(Ipv4Address.parse("10.1.1.4"));
    assertThat(port.addresses().ipv6()).isEmpty();
    assertThat(api.datapath().state().port(api.publisher().port(vpc).orElseThrow()).addresses())
        .isNull();
  }
}
