package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.ArpResponder;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.MacAddress;
import java.lang.foreign.MemorySegment;

/** Takes frames for the router: IPv4 and IPv6 go on, ARP is answered. */
final class EthernetInput implements BurstStage {
  private final ArpResponder arp;

  EthernetInput(ArpResponder arp) {
    this.arp = arp;
  }

  @Override
  public Stage stage() {
    return Stage.ETHERNET_INPUT;
  }

  @Override
  public void run(Burst burst) {
    if (burst.vpc == null) {
      for (int i = 0; i < burst.count; i++) {
        burst.drop(i, DropReason.NO_VPC);
      }
      return;
    }
    MemorySegment memory = burst.memory;
    long router = burst.vpc.routerMac();
    for (int i = 0; i < burst.count; i++) {
      long at = burst.at[i];
      if (burst.length[i] < EthernetHeader.LENGTH) {
        burst.drop(i, DropReason.FRAME_TRUNCATED);
        continue;
      }
      long destination = EthernetHeader.destination(memory, at);
      if (destination != router && !MacAddress.isMulticast(destination)) {
        burst.drop(i, DropReason.NOT_FOR_ROUTER);
        continue;
      }
      long source = EthernetHeader.source(memory, at);
      if (source == router || MacAddress.isMulticast(source)) {
        burst.drop(i, DropReason.BAD_SOURCE_MAC);
        continue;
      }
      switch (EthernetHeader.type(memory, at)) {
        case EtherType.IPV4 -> burst.family[i] = 4;
        case EtherType.IPV6 -> burst.family[i] = 6;
        case EtherType.ARP -> answer(burst, i);
        default -> burst.drop(i, DropReason.UNSUPPORTED_ETHERTYPE);
      }
    }
  }

  private void answer(Burst burst, int i) {
    burst.consumeOrDrop(
        i,
        arp.handle(
            burst.memory, burst.at[i], burst.length[i], burst.ingress, burst.vpc, burst.now));
  }
}
