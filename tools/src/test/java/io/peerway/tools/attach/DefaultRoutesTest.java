package io.peerway.tools.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultRoutesTest {

  private static final String IPV4_HEADINGS =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

  @Test
  void shouldFindTheDeviceOfTheIpv4DefaultRoute() {
    assertThat(
            DefaultRoutes.ipv4Device(
                List.of(
                    IPV4_HEADINGS,
                    "veth0\t0001010A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
                    "eth0\t00000000\t0101010A\t0003\t0\t0\t0\t00000000\t0\t0\t0")))
        .contains("eth0");
  }

  @Test
  void shouldNotTakeAnotherIpv4RouteForTheDefault() {
    assertThat(
            DefaultRoutes.ipv4Device(
                List.of(
                    IPV4_HEADINGS, "eth0\t00000000\t0101010A\t0003\t0\t0\t0\t00000080\t0\t0\t0")))
        .isEmpty();
    assertThat(DefaultRoutes.ipv4Device(List.of())).isEmpty();
  }

  @Test
  void shouldFindTheDeviceOfTheIpv6DefaultRoute() {
    String zeros = "0".repeat(32);
    String gateway = "fe80" + "0".repeat(27) + "1";
    String unreachable =
        zeros + " 00 " + zeros + " 00 " + zeros + " ffffffff 00000001 00000000 00200200       lo";
    String viaDevice =
        zeros + " 00 " + zeros + " 00 " + gateway + " 00000400 00000001 00000000 00000003     eth0";
    assertThat(DefaultRoutes.ipv6Device(List.of(unreachable, viaDevice))).contains("eth0");
    assertThat(DefaultRoutes.ipv6Device(List.of(unreachable))).isEmpty();
  }
}
