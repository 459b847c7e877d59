package io.peerway.tools.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.Ipv4Block;
import io.peerway.control.model.Ipv6Block;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.SubnetAttributes;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcAttributes;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import io.peerway.tools.outcome.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPlanTest {

  private static final Scope SCOPE = new Scope("111111111111", "us-east-1");

  private final Vpc vpc =
      new Vpc(
          "vpc-1",
          SCOPE,
          List.of(new Ipv4Block("assoc-1", Ipv4Prefix.parse("10.1.0.0/16"))),
          List.of(new Ipv6Block("assoc-2", Ipv6Prefix.parse("fd70:7772:1:100::/56"))),
          false,
          "default",
          "dopt-1",
          VpcAttributes.DEFAULT);
  private final Subnet subnet =
      new Subnet(
          "subnet-1",
          SCOPE,
          "vpc-1",
          "us-east-1a",
          Ipv4Prefix.parse("10.1.1.0/24"),
          List.of(new Ipv6Block("assoc-3", Ipv6Prefix.parse("fd70:7772:1:101::/64"))),
          false,
          SubnetAttributes.DEFAULT);
  private final AddressPlan withSubnet = new AddressPlan(vpc, List.of(subnet));
  private final AddressPlan withoutSubnet = new AddressPlan(vpc, List.of());

  @ParameterizedTest
  @CsvSource({
    "10.1.1.13/24, 10.1.1.13/24, 10.1.1.1",
    "10.1.1.13, 10.1.1.13/24, 10.1.1.1",
    "10.1.1.13/32, 10.1.1.13/32, 10.1.1.1",
    "10.1.1.4/24, 10.1.1.4/24, 10.1.1.1",
    "10.1.1.254/24, 10.1.1.254/24, 10.1.1.1",
    "10.1.2.13/24, 10.1.2.13/24, 10.1.0.1",
    "fd70:7772:1:101::13/64, fd70:7772:1:101::13/64, fe80::1",
    "fd70:7772:1:101::13, fd70:7772:1:101::13/64, fe80::1"
  })
  void shouldTakeTheGatewayOfTheSubnetThatTheAddressIsIn(
      String text, String address, String gateway) {
    assertPlan(withSubnet.of(text), address, gateway);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.1.13/24, 10.1.1.13/24, 10.1.0.1",
    "10.1.1.13, 10.1.1.13/16, 10.1.0.1",
    "fd70:7772:1:105::13, fd70:7772:1:105::13/64, fe80::1"
  })
  void shouldTakeTheGatewayOfTheVpcWhereItHasNoSubnet(String text, String address, String gateway) {
    assertPlan(withoutSubnet.of(text), address, gateway);
  }

  private static void assertPlan(HostAddress host, String address, String gateway) {
    assertThat(host.text()).isEqualTo(address);
    assertThat(InetText.of(host.gateway())).isEqualTo(gateway);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.1.1.0/24",
        "10.1.1.1/24",
        "10.1.1.2/24",
        "10.1.1.3/24",
        "10.1.1.255/24",
        "10.1.0.1/24",
        "10.1.2.0/24",
        "10.1.2.255/24",
        "10.1.255.255/16",
        "fd70:7772:1:101::1/64",
        "fd70:7772:1:101::3/64",
        "fd70:7772:1:101:ffff:ffff:ffff:ffff/64"
      })
  void shouldRefuseAddressesThatNoHostCanHave(String text) {
    assertThatThrownBy(() -> withSubnet.of(text)).isInstanceOf(UserException.class);
  }

  @Test
  void shouldNameTheSubnetWhoseAddressIsReserved() {
    assertThatThrownBy(() -> withSubnet.of("10.1.1.1/24"))
        .hasMessageContaining("10.1.1.1 is reserved")
        .hasMessageContaining("subnet-1");
  }

  @Test
  void shouldNameTheBlocksOfTheVpcThatTheAddressIsOutsideOf() {
    assertThatThrownBy(() -> withSubnet.of("10.2.1.13/24"))
        .isInstanceOf(UserException.class)
        .hasMessage("10.2.1.13 is not in vpc-1, which has [10.1.0.0/16]");
  }

  @Test
  void shouldSayHowAVpcGetsIpv6() {
    Vpc ipv4Only =
        new Vpc(
            vpc.id(), SCOPE, vpc.ipv4(), List.of(), false, "default", "dopt-1", vpc.attributes());
    assertThatThrownBy(() -> new AddressPlan(ipv4Only, List.of()).of("fd70::13/64"))
        .hasMessageContaining("--amazon-provided-ipv6-cidr-block");
  }

  @Test
  void shouldRefuseANetworkThatIsWiderThanTheSubnet() {
    assertThatThrownBy(() -> withSubnet.of("10.1.1.13/16"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("use /24");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.1.1/24",
        "10.1.1.13/",
        "10.1.1.13/33",
        "10.1.1.13/x",
        "10.1.1.13/-1",
        "10.1.1.13/0",
        "server1/24",
        "fd70:::1/64",
        "fd70:7772:1:101::13/129"
      })
  void shouldRefuseWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> withSubnet.of(text))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--address " + text);
  }
}
