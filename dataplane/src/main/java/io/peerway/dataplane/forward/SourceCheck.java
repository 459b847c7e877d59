package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.RouterLinkLocal;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.wire.Ipv6Address;

/**
 * Finds the sender's prefix in its VPC's local table: a source that is not behind the ingress port
 * is spoofed (RFC 2827) unless the port's owner may send any, and the prefix's subnet says by which
 * route table the packet is routed.
 */
final class SourceCheck implements BurstStage {
  private final int[] found4 = new int[Burst.CAPACITY];
  private final int[] found6 = new int[Burst.CAPACITY];

  @Override
  public Stage stage() {
    return Stage.SOURCE_CHECK;
  }

  @Override
  public void run(Burst burst) {
    LocalTable local = burst.vpc.local();
    if (burst.count4 > 0) {
      local.v4().lookup(burst.source4, found4, burst.count);
    }
    if (burst.count6 > 0) {
      local.v6().lookup(burst.source6Hi, burst.source6Lo, found6, burst.count);
    }
    int ingress = burst.ingress.number();
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      LocalEntry entry = local.entry(burst.family[i] == 4 ? found4[i] : found6[i]);
      if (entry != null && entry.port() == ingress) {
        burst.sourceEntry[i] = entry;
      } else if (burst.family[i] == 6 && isOnLink(burst, i)) {
        burst.sourceEntry[i] = null;
      } else if (burst.ingress.unchecked() != null) {
        burst.sourceEntry[i] = burst.ingress.unchecked();
      } else {
        burst.drop(i, DropReason.SPOOFED_SOURCE);
      }
    }
  }

  /** From a host's link-local address to the router's: IP_INPUT lets no other such packet pass. */
  private static boolean isOnLink(Burst burst, int i) {
    return Ipv6Address.isLinkLocal(burst.source6Hi[i])
        && !RouterLinkLocal.is(burst.source6Hi[i], burst.source6Lo[i]);
  }
}
