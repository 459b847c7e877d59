package io.peerway.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PortSpecTest {

  private static final long ROUTER_MAC = 0x02_00_00_00_00_01L;

  @Test
  void shouldNameTheDeviceAfterTheEndOfTheVpcId() {
    PortSpec spec = PortSpec.ofVpc("vpc-0a1b2c3d4e5f67890", ROUTER_MAC, 9001);

    assertThat(spec.device()).isEqualTo("vpcc3d4e5f67890").hasSize(15);
    assertThat(spec.owner()).isEqualTo("vpc-0a1b2c3d4e5f67890");
  }

  @Test
  void shouldNameTheDeviceAfterAShortIdToo() {
    assertThat(PortSpec.ofVpc("vpc-1a2b", ROUTER_MAC, 1500).device()).isEqualTo("vpc1a2b");
  }

  @Property(tries = 200)
  void shouldGiveTheHostsTheSameUnicastAddressAtEachStart(
      @ForAll @StringLength(17) @CharRange(from = 'a', to = 'f') String digits) {
    PortSpec spec = PortSpec.ofVpc("vpc-" + digits, ROUTER_MAC, 1500);

    assertThat(spec.hostMac() >>> 40).as("first byte").isEqualTo(0x02);
    assertThat(spec.hostMac())
        .isEqualTo(PortSpec.ofVpc("vpc-" + digits, ROUTER_MAC, 9001).hostMac())
        .isNotEqualTo(PortSpec.ofVpc("vpc-" + digits + "0", ROUTER_MAC, 1500).hostMac());
  }

  @Test
  void shouldRefuseWhatTheKernelWouldRefuse() {
    refuses("", ROUTER_MAC, 1500);
    refuses("sixteen-letters-", ROUTER_MAC, 1500);
    refuses("a/b", ROUTER_MAC, 1500);
    refuses("a:b", ROUTER_MAC, 1500);
    refuses("a b", ROUTER_MAC, 1500);
    refuses("..", ROUTER_MAC, 1500);
    refuses("tap0", 0, 1500);
    refuses("tap0", 0x01_00_5e_00_00_01L, 1500);
    refuses("tap0", 0x1_00_00_00_00_00_00L, 1500);
    refuses("tap0", ROUTER_MAC, 67);
    refuses("tap0", ROUTER_MAC, 65_522);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PortSpec("", "tap0", ROUTER_MAC, 1500));
  }

  private static void refuses(String device, long routerMac, int mtu) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PortSpec("vpc-1", device, routerMac, mtu));
  }
}
