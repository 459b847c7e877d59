package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Prefix;

/**
 * Which IPv4 address a host that asks gets: behind a network interface's port the interface's
 * primary one; behind a VPC's own port any that no network interface has.
 *
 * <p>There an address is taken when the router knows another host that has it. So the neighbours
 * are the leases: hosts are found by them anyway, all workers share them, and the oldest give way
 * to new ones when there are too many.
 */
final class AddressPool {
  // VPC User Guide, "Subnet CIDR blocks": EC2 keeps the first four addresses, and the last.
  private static final int FIRST_FREE = 4;
  private static final int RESERVED = FIRST_FREE + 1;

  // How many addresses of a network are looked at for a free one.
  private static final int MOST_TRIES = 512;

  private final NeighborTable neighbors;

  AddressPool(NeighborTable neighbors) {
    this.neighbors = neighbors;
  }

  /**
   * An address that a host may have, 0 if there is none; the same one each time while it is free.
   *
   * @param wanted by the host, 0 for any
   */
  int choose(PortForwarding port, VpcForwarding vpc, long mac, int wanted) {
    if (port.addresses() != null) {
      return port.addresses().ipv4();
    }
    if (wanted != 0 && mayHave(port, vpc, mac, wanted)) {
      return wanted;
    }
    for (Ipv4Prefix network : vpc.networks().ipv4()) {
      int usable = (int) Math.min(network.size() - RESERVED, Integer.MAX_VALUE);
      int start = usable <= 0 ? 0 : Math.floorMod(hash(mac), usable);
      for (int i = 0; i < Math.min(usable, MOST_TRIES); i++) {
        int address = network.first() + FIRST_FREE + (start + i) % usable;
        if (mayHave(port, vpc, mac, address)) {
          return address;
        }
      }
    }
    return 0;
  }

  /** Whether a host may have an address. */
  boolean mayHave(PortForwarding port, VpcForwarding vpc, long mac, int address) {
    if (port.addresses() != null) {
      return port.addresses().ipv4() == address;
    }
    LocalEntry entry = vpc.local().find(address);
    if (entry == null || entry.port() != port.number() || isReserved(vpc, address)) {
      return false;
    }
    Neighbor holder = find(port, address);
    return holder == null || holder.mac() == mac;
  }

  private static boolean isReserved(VpcForwarding vpc, int address) {
    Ipv4Prefix network = vpc.networks().of(address).orElse(null);
    return network == null
        || Integer.compareUnsigned(address - network.first(), FIRST_FREE) < 0
        || address == network.last();
  }

  /** Gives an address to a host. */
  void take(PortForwarding port, int address, long mac, long now) {
    neighbors.confirm(
        neighbors.findOrAdd(port.number(), 0, NeighborTable.mapped(address), now), mac, now);
  }

  /** Takes an address back from the host that has it. */
  void release(PortForwarding port, int address, long mac) {
    Neighbor holder = find(port, address);
    if (holder != null && holder.mac() == mac) {
      neighbors.remove(holder);
    }
  }

  /** Keeps an address that somebody has of whom nothing else is known. */
  void avoid(PortForwarding port, int address, long mac, long now) {
    release(port, address, mac);
    neighbors.findOrAdd(port.number(), 0, NeighborTable.mapped(address), now);
  }

  private Neighbor find(PortForwarding port, int address) {
    return neighbors.find(port.number(), 0, NeighborTable.mapped(address));
  }

  /** Spreads MAC addresses that differ in few bits, as those of one maker do. */
  private static int hash(long mac) {
    long mixed = mac * 0x9e37_79b9_7f4a_7c15L; // Knuth's multiplicative method, 2^64 / phi
    return (int) (mixed >>> 32);
  }
}
