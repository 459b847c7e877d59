package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.IcmpErrors;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Header;
import java.lang.foreign.MemorySegment;

/**
 * Checks what a router may refuse to forward: the TTL or hop limit, and the size. Changes nothing
 * yet, so that an error can quote the packet as it arrived.
 */
final class TtlMtu implements BurstStage {
  private final IcmpErrors errors;
  private final TtlMode ttlMode;

  TtlMtu(IcmpErrors errors, TtlMode ttlMode) {
    this.errors = errors;
    this.ttlMode = ttlMode;
  }

  @Override
  public Stage stage() {
    return Stage.TTL_MTU;
  }

  @Override
  public void run(Burst burst) {
    int exhausted = ttlMode == TtlMode.DECREMENT ? 1 : 0; // 0 is never forwarded (RFC 1812 5.3.1)
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      if (ttl(burst, i) <= exhausted) {
        errors.timeExceeded(burst.memory, burst.at[i], burst.ingress, burst.vpc, burst.now);
        burst.drop(i, DropReason.TTL_EXCEEDED);
        continue;
      }
      burst.fragmentTo[i] = 0;
      int mtu = Math.min(burst.egress[i].mtu(), burst.target[i].mtu());
      if (burst.ipLength(i) > mtu) {
        checkLargest(burst, i, mtu);
      }
    }
  }

  private static int ttl(Burst burst, int i) {
    long ip = burst.ip(i);
    return burst.family[i] == 4
        ? Ipv4Header.ttl(burst.memory, ip)
        : Ipv6Header.hopLimit(burst.memory, ip);
  }

  /** A super-packet is as large as the segments that it stands for. */
  private void checkLargest(Burst burst, int i, int mtu) {
    MemorySegment memory = burst.memory;
    if (SuperPacket.isSuperPacket(memory, burst.at[i])
        && SuperPacket.segmentIpLength(memory, burst.at[i]) <= mtu) {
      return;
    }
    if (burst.family[i] == 4 && !Ipv4Header.dontFragment(memory, burst.ip(i))) {
      burst.fragmentTo[i] = mtu;
      return;
    }
    errors.tooBig(memory, burst.at[i], burst.ingress, burst.vpc, mtu, burst.now);
    burst.drop(i, DropReason.PACKET_TOO_BIG);
  }
}
