package io.peerway.control.compile;

import io.peerway.control.model.DhcpOptions;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.HostAddresses;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.HashMap;
import java.util.Map;

/** Compiles what a VPC's DNS server knows, and the ways to it. */
final class DnsZoneCompiler {
  // VPC User Guide, "Amazon DNS server": the base of the VPC's primary block plus two.
  private static final int SERVER_OFFSET = 2;

  private static final int WHOLE_ADDRESS4 = 32;
  private static final int WHOLE_ADDRESS6 = 128;

  private DnsZoneCompiler() {}

  /** The address that the DNS server of a VPC has in it. */
  static int server4(Vpc vpc) {
    return vpc.primaryIpv4().first() + SERVER_OFFSET;
  }

  /** What the DNS server knows; null where the VPC has none. */
  static DnsZone compile(Inventory inventory, Vpc vpc) {
    if (!vpc.attributes().enableDnsSupport()) {
      return null;
    }
    Map<String, HostAddresses> hosts = new HashMap<>();
    Map<Ipv6Address, String> names6 = new HashMap<>();
    for (NetworkInterface eni : inventory.by(NetworkInterface.BY_VPC, vpc.id())) {
      eni.attachment()
          .filter(attachment -> attachment.deviceIndex() == 0)
          .ifPresent(
              attachment -> {
                hosts.put(
                    attachment.instanceId(),
                    new HostAddresses(eni.primary().address(), eni.ipv6()));
                eni.ipv6().forEach(address -> names6.put(address, attachment.instanceId()));
              });
    }
    return new DnsZone(
        server4(vpc), DhcpOptions.domain(vpc.scope().region()), vpc.ipv4Prefixes(), hosts, names6);
  }

  /** Adds the ways to the server's addresses outside of the VPC, which no API shows. */
  static void addRoutes(RouteTable.Builder table, Vpc vpc) {
    if (vpc.attributes().enableDnsSupport()) {
      table.add4(DnsZone.SERVER4, WHOLE_ADDRESS4, Target.ROUTER);
      table.add6(DnsZone.SERVER6.hi(), DnsZone.SERVER6.lo(), WHOLE_ADDRESS6, Target.ROUTER);
    }
  }
}
