package io.peerway.dataplane.linux;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the reader of a TAP agrees to receive unfinished from the kernel. Source: TUN_F_* in
 * include/uapi/linux/if_tun.h.
 */
public enum TunOffload {
  /** Packets whose transport checksum is only a partial sum. */
  CHECKSUM(0x01),
  /** TCP over IPv4 in super-packets of up to 64 KiB. */
  TSO4(0x02),
  /** TCP over IPv6 in super-packets. */
  TSO6(0x04),
  /** Super-packets of TCP whose sender reduces its window (CWR). */
  TSO_ECN(0x08),
  /** UDP over IPv4 in super-packets; since Linux 6.2. */
  USO4(0x20),
  /** UDP over IPv6 in super-packets; the kernel takes it only together with {@link #USO4}. */
  USO6(0x40);

  /** From everything to nothing: what older kernels refuse is left out first. */
  static final List<Set<TunOffload>> PREFERENCES =
      List.of(
          Collections.unmodifiableSet(EnumSet.allOf(TunOffload.class)),
          Collections.unmodifiableSet(EnumSet.range(CHECKSUM, TSO_ECN)),
          Collections.unmodifiableSet(EnumSet.of(CHECKSUM)),
          Set.of());

  private final int bit;

  TunOffload(int bit) {
    this.bit = bit;
  }

  static Set<TunOffload> common(Set<TunOffload> one, Set<TunOffload> other) {
    EnumSet<TunOffload> common = EnumSet.noneOf(TunOffload.class);
    common.addAll(one);
    common.retainAll(other);
    return Collections.unmodifiableSet(common);
  }

  /** The argument of TUNSETOFFLOAD. */
  static int bits(Set<TunOffload> offloads) {
    int bits = 0;
    for (TunOffload offload : offloads) {
      bits |= offload.bit;
    }
    return bits;
  }
}
