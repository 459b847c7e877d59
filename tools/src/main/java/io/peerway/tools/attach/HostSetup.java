package io.peerway.tools.attach;

import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.dataplane.linux.RtNetlink;
import io.peerway.dataplane.linux.Sysctl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Sets up the device of a VPC, and the loopback device, in the namespace of a host. */
final class HostSetup {

  private static final byte[] ANY_IPV4 = new byte[4];
  private static final byte[] ANY_IPV6 = new byte[16];

  // Where amazon-ec2-net-utils begins with the tables of further network interfaces.
  private static final int FIRST_TABLE = 10_000;

  private HostSetup() {}

  /**
   * Brings the device up. It has to be in the namespace already.
   *
   * @param addresses the first of each IP version decides over the default route
   * @param isDefault whether there is to be one; otherwise a rule for each address has what is sent
   *     from it leave by this device, as Amazon Linux does (amazon-ec2-net-utils)
   * @throws io.peerway.dataplane.linux.LinuxException when the kernel refuses a part of it
   */
  static void run(
      NetworkNamespace namespace,
      String device,
      int mtu,
      List<HostAddress> addresses,
      boolean isDefault) {
    if (addresses.stream().anyMatch(HostAddress::isIpv6)) {
      prepareIpv6(namespace, device);
    }
    try (RtNetlink netlink = RtNetlink.open(namespace)) {
      netlink.setUp(netlink.link("lo").index());
      int index = netlink.link(device).index();
      netlink.setMtu(index, mtu);
      netlink.setUp(index);
      for (HostAddress host : addresses) {
        netlink.replaceAddress(index, host.address(), host.prefixLength());
      }
      if (!isDefault) {
        addresses.forEach(host -> routeBySource(netlink, index, host));
        return;
      }
      for (byte[] any : List.of(ANY_IPV4, ANY_IPV6)) {
        addresses.stream()
            .filter(host -> host.address().getAddress().length == any.length)
            .findFirst()
            .ifPresent(host -> netlink.replaceRoute(index, inet(any), 0, host.gateway()));
      }
    }
  }

  private static void routeBySource(RtNetlink netlink, int index, HostAddress host) {
    int table = FIRST_TABLE + index;
    byte[] any = host.isIpv6() ? ANY_IPV6 : ANY_IPV4;
    netlink.replaceRoute(table, index, network(host), host.prefixLength(), Optional.empty());
    netlink.replaceRoute(table, index, inet(any), 0, Optional.of(host.gateway()));
    netlink.replaceRule(host.address(), table);
  }

  /** Removes the rules of a device that is going to leave; its routes go with it. */
  static void forget(NetworkNamespace namespace, String device, List<HostAddress> addresses) {
    try (RtNetlink netlink = RtNetlink.open(namespace)) {
      netlink
          .findLink(device)
          .ifPresent(
              link ->
                  addresses.forEach(
                      host -> netlink.deleteRule(host.address(), FIRST_TABLE + link.index())));
    }
  }

  private static InetAddress network(HostAddress host) {
    byte[] bytes = host.address().getAddress();
    for (int bit = host.prefixLength(); bit < bytes.length * Byte.SIZE; bit++) {
      bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
    }
    return inet(bytes);
  }

  /**
   * The addresses are assigned, and the gateway is known: a host that looked for duplicates would
   * be mute for a second, and one that listened to advertisements would have two default routes.
   */
  private static void prepareIpv6(NetworkNamespace namespace, String device) {
    String settings = "ipv6/conf/" + device + "/";
    Sysctl.write(namespace, settings + "disable_ipv6", "0");
    Sysctl.write(namespace, settings + "accept_dad", "0");
    Sysctl.write(namespace, settings + "accept_ra", "0");
  }

  private static InetAddress inet(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
