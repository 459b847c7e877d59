package io.peerway.control.rule;

import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Subnet;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The addresses of a subnet: which are reserved, which network interfaces have, and which are free.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html">Subnet CIDR
 *     blocks</a>
 */
public final class SubnetAddresses {
  private static final int FIRST_FREE = 4;

  private final Subnet subnet;
  private final Set<Ipv4Host> used4;
  private final Set<Ipv6Address> used6;

  private SubnetAddresses(Subnet subnet, Collection<NetworkInterface> interfaces) {
    this.subnet = subnet;
    used4 = interfaces.stream().flatMap(eni -> eni.ipv4().stream()).collect(Collectors.toSet());
    used6 = interfaces.stream().flatMap(eni -> eni.ipv6().stream()).collect(Collectors.toSet());
  }

  /** The addresses of a subnet as of now. */
  public static SubnetAddresses of(Inventory inventory, Subnet subnet) {
    return new SubnetAddresses(subnet, inventory.by(NetworkInterface.BY_SUBNET, subnet.id()));
  }

  /** How many IPv4 addresses are free. */
  public long free4() {
    return subnet.usableAddresses() - used4.size();
  }

  /** Whether the address is of the subnet, be it reserved. */
  public boolean contains(Ipv4Host host) {
    return subnet.ipv4().contains(host.address());
  }

  /** Whether EC2 keeps the address for itself: the first four, and the last. */
  public boolean isReserved(Ipv4Host host) {
    int offset = host.address() - subnet.ipv4().first();
    return Integer.compareUnsigned(offset, FIRST_FREE) < 0
        || host.address() == subnet.ipv4().last();
  }

  public boolean isUsed(Ipv4Host host) {
    return used4.contains(host);
  }

  /** Whether the address is of one of the subnet's IPv6 blocks, be it reserved. */
  public boolean contains(Ipv6Address host) {
    return subnet.ipv6().stream().anyMatch(block -> block.prefix().contains(host));
  }

  /** Whether EC2 keeps the address for itself: the first four of each block, and the last. */
  public boolean isReserved(Ipv6Address host) {
    return (host.lo() >= 0 && host.lo() < FIRST_FREE) || host.lo() == -1;
  }

  public boolean isUsed(Ipv6Address host) {
    return used6.contains(host);
  }

  /** Takes the lowest free IPv4 address, if there is one. */
  public Optional<Ipv4Host> take4() {
    for (int address = subnet.ipv4().first() + FIRST_FREE;
        address != subnet.ipv4().last();
        address++) {
      Ipv4Host host = new Ipv4Host(address);
      if (used4.add(host)) {
        return Optional.of(host);
      }
    }
    return Optional.empty();
  }

  /** Draws a free IPv6 address of the subnet's first block, if it has a block. */
  public Optional<Ipv6Address> take6(Ids ids) {
    if (subnet.ipv6().isEmpty()) {
      return Optional.empty();
    }
    Ipv6Prefix block = subnet.ipv6().getFirst().prefix();
    Ipv6Address host;
    do {
      host = new Ipv6Address(block.hi(), ids.bits(63));
    } while (isReserved(host) || !used6.add(host));
    return Optional.of(host);
  }
}
