package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.ArpPacket;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import java.lang.foreign.MemorySegment;

/**
 * Answers ARP for the router's addresses, and for those of the VPC that are behind other ports (RFC
 * 1027): hosts of one subnet reach each other through the router. Learns hosts from ARP (RFC 826).
 */
public final class ArpResponder {
  private final NeighborTable neighbors;
  private final Originator originator;

  public ArpResponder(NeighborTable neighbors, Originator originator) {
    this.neighbors = neighbors;
    this.originator = originator;
  }

  /**
   * Handles an ARP packet.
   *
   * @param at offset of the Ethernet frame
   * @param length of the frame
   * @return why it is dropped, or null if it was of use
   */
  public DropReason handle(
      MemorySegment memory,
      long at,
      int length,
      PortForwarding ingress,
      VpcForwarding vpc,
      long now) {
    long arp = at + EthernetHeader.LENGTH;
    if (ArpPacket.check(memory, arp, length - EthernetHeader.LENGTH) != HeaderFault.NONE) {
      return DropReason.ARP_MALFORMED;
    }
    int sender = ArpPacket.senderAddress(memory, arp);
    int target = ArpPacket.targetAddress(memory, arp);
    long senderMac = ArpPacket.senderMac(memory, arp);
    boolean isProbe = sender == 0; // RFC 5227: somebody checks that an address is free
    if (senderMac == vpc.routerMac() || (!isProbe && !isBehind(sender, ingress, vpc))) {
      return DropReason.ARP_SPOOFED;
    }
    LocalEntry asked = vpc.local().find(target);
    boolean forRouter = asked != null && asked.port() != ingress.number();
    boolean learned = !isProbe && learn(sender, senderMac, forRouter, ingress, now);
    if (ArpPacket.operation(memory, arp) == ArpPacket.REQUEST && forRouter) {
      answer(senderMac, sender, target, ingress, vpc);
      return null;
    }
    return learned ? null : DropReason.ARP_NOT_FOR_ROUTER;
  }

  private static boolean isBehind(int address, PortForwarding ingress, VpcForwarding vpc) {
    LocalEntry entry = vpc.local().find(address);
    return entry != null && entry.port() == ingress.number();
  }

  /** RFC 826: a known sender is updated, an unknown one is added if the packet is for us. */
  private boolean learn(
      int sender, long senderMac, boolean forRouter, PortForwarding ingress, long now) {
    long key = NeighborTable.mapped(sender);
    Neighbor neighbor =
        forRouter
            ? neighbors.findOrAdd(ingress.number(), 0, key, now)
            : neighbors.find(ingress.number(), 0, key);
    if (neighbor == null) {
      return false;
    }
    neighbors.confirm(neighbor, senderMac, now);
    return true;
  }

  private void answer(
      long toMac, int toAddress, int asked, PortForwarding ingress, VpcForwarding vpc) {
    MemorySegment memory = originator.memory();
    EthernetHeader.write(memory, Originator.FRAME, toMac, vpc.routerMac(), EtherType.ARP);
    ArpPacket.writeReply(memory, Originator.PAYLOAD, vpc.routerMac(), asked, toMac, toAddress);
    originator.send(ingress.number(), EthernetHeader.LENGTH + ArpPacket.LENGTH);
  }
}
