package io.peerway.dataplane.io;

import io.peerway.dataplane.forward.slowpath.Offloads;
import io.peerway.dataplane.linux.TunOffload;
import io.peerway.dataplane.port.PortQueue;

/** What forwarding calls the offloads of a device. */
final class EgressOffloads {

  private EgressOffloads() {}

  /** The bits of {@link Offloads} for what a queue's device takes. */
  static int of(PortQueue queue) {
    int bits = Offloads.NONE;
    for (TunOffload offload : queue.offloads()) {
      bits |=
          switch (offload) {
            case CHECKSUM -> Offloads.CHECKSUM;
            case TSO4 -> Offloads.TCP4;
            case TSO6 -> Offloads.TCP6;
            case USO4 -> Offloads.UDP4;
            case USO6 -> Offloads.UDP6;
            case TSO_ECN -> Offloads.NONE; // part of TSO on the way to the device
          };
    }
    return bits;
  }
}
