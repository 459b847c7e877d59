package io.peerway.tools.attach;

import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses a host of a VPC may have, and which gateway goes with them: that of the subnet
 * that the address is in, or, where the VPC has no subnet there, of the VPC's block.
 *
 * <p>Source: VPC User Guide, "Subnet CIDR blocks": the first four addresses and the last of a
 * subnet are reserved, and the second of them is the VPC router's.
 */
public final class AddressPlan {

  private static final int FIRST_FREE = 4;
  private static final int DEFAULT_IPV6_LENGTH = 64;

  /** The router's link-local address, the same behind every port: fe80::1. */
  private static final Ipv6Address ROUTER_IPV6 = new Ipv6Address(0xfe80L << 48, 1);

  private final Vpc vpc;
  private final Collection<Subnet> subnets;

  /**
   * @param subnets those of the VPC
   */
  public AddressPlan(Vpc vpc, Collection<Subnet> subnets) {
    this.vpc = vpc;
    this.subnets = List.copyOf(subnets);
  }

  /**
   * What {@code text}, for example {@code 10.1.1.13/24}, means in the VPC.
   *
   * @throws UserException when a host of the VPC cannot have it
   */
  public HostAddress of(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean ipv6 = address.contains(":");
    try {
      int length = slash < 0 ? -1 : parseLength(text.substring(slash + 1), ipv6 ? 128 : 32);
      return ipv6
          ? ipv6(Ipv6Address.parse(address), length)
          : ipv4(Ipv4Address.parse(address), length);
    } catch (IllegalArgumentException e) {
      throw refuse(
          "--address %s is not an address with a prefix length like 10.1.1.13/24: %s"
              .formatted(text, e.getMessage()));
    }
  }

  private static int parseLength(String text, int longest) {
    int length = Integer.parseInt(text);
    if (length < 1 || length > longest) {
      throw new IllegalArgumentException("the length is not between 1 and " + longest);
    }
    return length;
  }

  private HostAddress ipv4(int address, int given) {
    String text = Ipv4Address.format(address);
    Ipv4Prefix block =
        vpc.ipv4Prefixes().stream()
            .filter(prefix -> prefix.contains(address))
            .findFirst()
            .orElseThrow(() -> refuse(outside(text, vpc.ipv4Prefixes())));
    Optional<Subnet> subnet =
        subnets.stream().filter(candidate -> candidate.ipv4().contains(address)).findFirst();
    Ipv4Prefix network = subnet.map(Subnet::ipv4).orElse(block);
    int length = given < 0 ? network.length() : given;
    checkLength(text, length, name(subnet), network.length(), network);
    checkReserved(text, Integer.toUnsignedLong(address - network.first()), name(subnet), network);
    Ipv4Prefix link = Ipv4Prefix.canonical(address, length);
    if (address == network.last()
        || (link.size() > 2 && (address == link.first() || address == link.last()))) {
      throw refuse(
          "%s is the first or last address of %s: no host can have it"
              .formatted(text, address == network.last() ? network : link));
    }
    return new HostAddress(InetText.inet(address), length, InetText.inet(network.first() + 1));
  }

  private HostAddress ipv6(Ipv6Address address, int given) {
    String text = address.format();
    Ipv6Prefix block =
        vpc.ipv6Prefixes().stream()
            .filter(prefix -> prefix.contains(address))
            .findFirst()
            .orElseThrow(() -> refuse(outside(text, vpc.ipv6Prefixes())));
    Optional<Ipv6Prefix> ofSubnet =
        subnets.stream()
            .flatMap(subnet -> subnet.ipv6().stream())
            .map(subnetBlock -> subnetBlock.prefix())
            .filter(prefix -> prefix.contains(address))
            .findFirst();
    Ipv6Prefix network = ofSubnet.orElse(block);
    int length = given < 0 ? Math.max(network.length(), DEFAULT_IPV6_LENGTH) : given;
    String owner = ofSubnet.isPresent() ? "its subnet" : vpc.id();
    checkLength(text, length, owner, network.length(), network);
    boolean nearFirst = address.hi() == network.hi();
    checkReserved(text, nearFirst ? address.lo() - network.lo() : -1, owner, network);
    if (address.equals(network.last())) {
      throw refuse("%s is the last address of %s, which is reserved".formatted(text, network));
    }
    return new HostAddress(InetText.inet(address), length, InetText.inet(ROUTER_IPV6));
  }

  private String name(Optional<Subnet> subnet) {
    return subnet.map(Subnet::id).orElse(vpc.id());
  }

  private String outside(String address, List<?> blocks) {
    if (blocks.isEmpty()) {
      return "%s: %s has no IPv6 block; make the VPC with --amazon-provided-ipv6-cidr-block"
          .formatted(address, vpc.id());
    }
    return "%s is not in %s, which has %s".formatted(address, vpc.id(), blocks);
  }

  private static void checkLength(
      String address, int length, String owner, int least, Object network) {
    if (length < least) {
      throw refuse(
          "%s/%d: the network is wider than %s of %s; use /%d"
              .formatted(address, length, network, owner, least));
    }
  }

  /**
   * @param offset of the address in its network, as an unsigned number
   */
  private static void checkReserved(String address, long offset, String owner, Object network) {
    if (Long.compareUnsigned(offset, FIRST_FREE) < 0) {
      throw refuse(
          "%s is reserved: the first four addresses of %s (%s) are the network's own, the VPC router's, and two kept by EC2"
              .formatted(address, network, owner));
    }
  }

  private static UserException refuse(String message) {
    return new UserException(ExitStatus.FAILED, message);
  }
}
