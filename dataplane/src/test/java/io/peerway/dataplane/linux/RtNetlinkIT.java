package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each operation is judged by what the {@code ip} command then shows. */
class RtNetlinkIT {

  private static final String DEVICE = "pwtap0";
  private static final int TABLE = 10_007;

  @AutoClose private final TemporaryNamespace lab = new TemporaryNamespace("linux-rt");
  private TunDevice tap;
  private RtNetlink netlink;
  private int index;

  @BeforeEach
  void openDevice() {
    tap = lab.namespace().call(() -> TunDevice.open(DEVICE, 1));
    netlink = RtNetlink.open(lab.namespace());
    index = netlink.link(DEVICE).index();
  }

  @AfterEach
  void closeDevice() {
    netlink.close();
    tap.close();
  }

  @Test
  void shouldFindADeviceWithItsProperties() {
    lab.run("ip", "link", "set", DEVICE, "address", "02:00:00:00:aa:01", "mtu", "8500", "up");

    Link link = netlink.link(DEVICE);

    assertThat(link).isEqualTo(new Link(index, DEVICE, 0x02000000aa01L, 8500));
    assertThat(netlink.findLink("nothere")).isEmpty();
    assertThatThrownBy(() -> netlink.link("nothere"))
        .isInstanceOf(LinuxException.class)
        .hasMessage("RTM_GETLINK nothere: No such device (ENODEV)");
  }

  @Test
  void shouldChangeAddressMtuAndState() {
    netlink.setHardwareAddress(index, 0x02123456789aL);
    netlink.setMtu(index, 9001);
    netlink.setUp(index);

    assertThat(lab.run("ip", "-j", "link", "show", DEVICE))
        .contains("\"address\":\"02:12:34:56:78:9a\"", "\"mtu\":9001", "\"UP\"");
  }

  @Test
  void shouldAddAddressesThatAreUsableAtOnceAndMayBeRepeated() throws UnknownHostException {
    netlink.setUp(index);
    for (int i = 0; i < 2; i++) {
      netlink.replaceAddress(index, InetAddress.getByName("10.1.1.13"), 24);
      netlink.replaceAddress(index, InetAddress.getByName("2001:db8::d"), 64);
    }

    assertThat(lab.run("ip", "-j", "addr", "show", DEVICE))
        .contains("\"local\":\"10.1.1.13\",\"prefixlen\":24,\"broadcast\":\"10.1.1.255\"")
        .contains("\"local\":\"2001:db8::d\",\"prefixlen\":64")
        .contains("\"nodad\":true")
        .doesNotContain("\"tentative\":true,\"local\":\"2001");
  }

  @Test
  void shouldRouteThroughAGatewayThatNoOtherRouteReaches() throws UnknownHostException {
    netlink.setUp(index);
    netlink.replaceAddress(index, InetAddress.getByName("10.1.1.13"), 32);
    netlink.replaceAddress(index, InetAddress.getByName("2001:db8::d"), 128);

    for (int i = 0; i < 2; i++) {
      netlink.replaceRoute(
          index, InetAddress.getByName("0.0.0.0"), 0, InetAddress.getByName("10.1.1.1"));
      netlink.replaceRoute(
          index, InetAddress.getByName("10.9.0.0"), 16, InetAddress.getByName("10.1.1.2"));
      netlink.replaceRoute(index, InetAddress.getByName("::"), 0, InetAddress.getByName("fe80::1"));
    }

    assertThat(lab.run("ip", "-j", "route"))
        .contains("\"dst\":\"default\",\"gateway\":\"10.1.1.1\",\"dev\":\"" + DEVICE)
        .contains("\"dst\":\"10.9.0.0/16\",\"gateway\":\"10.1.1.2\"");
    assertThat(lab.run("ip", "-6", "-j", "route"))
        .contains("\"dst\":\"default\",\"gateway\":\"fe80::1\",\"dev\":\"" + DEVICE);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.1.13, 10.1.1.0, 24, 0.0.0.0, 10.1.1.1, 192.0.2.1",
    "2001:db8::d, 2001:db8::, 64, ::, fe80::1, 2001:db8:9::1"
  })
  void shouldRouteBySource(
      String source, String network, int length, String any, String gateway, String elsewhere)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByName(source);
    netlink.setUp(index);
    netlink.replaceAddress(index, address, length);
    for (int i = 0; i < 2; i++) {
      netlink.replaceRoute(TABLE, index, InetAddress.getByName(network), length, Optional.empty());
      netlink.replaceRoute(
          TABLE, index, InetAddress.getByName(any), 0, Optional.of(InetAddress.getByName(gateway)));
      netlink.replaceRule(address, TABLE);
    }

    assertThat(lab.run("ip", "route", "get", elsewhere, "from", source))
        .contains("via " + gateway, "table " + TABLE);
    String version = source.contains(":") ? "-6" : "-4";
    assertThat(lab.run("ip", version, "rule")).containsOnlyOnce("from " + source);

    netlink.deleteRule(address, TABLE);
    netlink.deleteRule(address, TABLE);
    assertThat(lab.run("ip", version, "rule")).doesNotContain(source);
  }

  @Test
  void shouldFixANeighbour() throws UnknownHostException {
    netlink.setUp(index);
    netlink.replaceNeighbour(index, InetAddress.getByName("10.1.1.1"), 0x02000000bb01L);
    netlink.replaceNeighbour(index, InetAddress.getByName("fe80::1"), 0x02000000bb01L);

    assertThat(lab.run("ip", "-j", "neigh", "show", "dev", DEVICE))
        .contains("\"dst\":\"10.1.1.1\",\"lladdr\":\"02:00:00:00:bb:01\",\"state\":[\"PERMANENT\"]")
        .contains("\"dst\":\"fe80::1\",\"lladdr\":\"02:00:00:00:bb:01\"");
  }

  @Test
  void shouldMoveADeviceToAnotherNamespace() {
    try (TemporaryNamespace other = new TemporaryNamespace("linux-rt");
        RtNetlink there = RtNetlink.open(other.namespace())) {
      netlink.move(index, other.namespace());

      assertThat(netlink.findLink(DEVICE)).isEmpty();
      assertThat(there.findLink(DEVICE)).isPresent();
    }
  }

  @Test
  void shouldSayInTheKernelsWordsWhyItRefuses() throws UnknownHostException {
    InetAddress gateway = InetAddress.getByName("10.1.1.1");
    InetAddress hostBitsSet = InetAddress.getByName("10.9.0.7");
    netlink.setUp(index);

    assertThatThrownBy(() -> netlink.replaceRoute(index, hostBitsSet, 16, gateway))
        .isInstanceOf(LinuxException.class)
        .hasMessage(
            "RTM_NEWROUTE 10.9.0.7/16 via 10.1.1.1 on %d: Invalid argument (EINVAL):"
                + " Invalid prefix for given prefix length",
            index);
    assertThatThrownBy(() -> netlink.setMtu(index, 100_000))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("mtu greater than device maximum");
    assertThatThrownBy(() -> netlink.setUp(4711))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
  }
}
