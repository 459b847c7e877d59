package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.IcmpErrors;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IcmpV6;
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
    boolean decrements = ttlMode == TtlMode.DECREMENT;
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      if (decrements && ttl(burst, i) <= 1) {
        reportTtl(burst, i);
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

  /** A super-packet is as large as the segments that the receiver cuts it into. */
  private void checkLargest(Burst burst, int i, int mtu) {
    MemorySegment memory = burst.memory;
    boolean isSuperPacket = SuperPacket.isSuperPacket(memory, burst.at[i]);
    if (isSuperPacket && SuperPacket.segmentIpLength(memory, burst.at[i]) <= mtu) {
      return;
    }
    boolean mayFragment =
        burst.family[i] == 4 && !isSuperPacket && !Ipv4Header.dontFragment(memory, burst.ip(i));
    if (mayFragment) {
      burst.fragmentTo[i] = mtu;
      return;
    }
    reportTooBig(burst, i, mtu);
    burst.drop(i, DropReason.PACKET_TOO_BIG);
  }

  private void reportTtl(Burst burst, int i) {
    if (burst.family[i] == 4) {
      errors.send4(
          burst.memory,
          burst.at[i],
          burst.ingress,
          burst.vpc,
          IcmpV4.TIME_EXCEEDED,
          IcmpV4.TTL_EXCEEDED_IN_TRANSIT,
          0,
          burst.now);
    } else {
      errors.send6(
          burst.memory,
          burst.at[i],
          burst.ingress,
          burst.vpc,
          IcmpV6.TIME_EXCEEDED,
          IcmpV6.HOP_LIMIT_EXCEEDED_IN_TRANSIT,
          0,
          burst.now);
    }
  }

  private void reportTooBig(Burst burst, int i, int mtu) {
    if (burst.family[i] == 4) {
      errors.send4(
          burst.memory,
          burst.at[i],
          burst.ingress,
          burst.vpc,
          IcmpV4.DESTINATION_UNREACHABLE,
          IcmpV4.FRAGMENTATION_NEEDED,
          IcmpV4.restOfMtu(mtu),
          burst.now);
    } else {
      errors.send6(
          burst.memory,
          burst.at[i],
          burst.ingress,
          burst.vpc,
          IcmpV6.PACKET_TOO_BIG,
          0,
          mtu,
          burst.now);
    }
  }
}
