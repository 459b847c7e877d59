package io.peerway.bench.workload;

import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.Locale;

/** One of two peered VPCs; its index, and the number of its port, is its ordinal. */
public enum Side {
  A(0, 13),
  B(100, 139);

  /** Length in bits of an IPv4 block of a VPC, the largest that AWS allows. */
  public static final int BLOCK_LENGTH = 16;

  private final int firstBlock;
  private final int host;

  Side(int firstBlock, int host) {
    this.firstBlock = firstBlock;
    this.host = host;
  }

  /** The other one. */
  public Side peer() {
    return this == A ? B : A;
  }

  /** {@code vpc-…}. */
  public String vpcId() {
    return "vpc-bench" + name().toLowerCase(Locale.ROOT);
  }

  /** Number of its port, and index of its VPC. */
  public int port() {
    return ordinal();
  }

  /** One of its IPv4 blocks; none of them is one of the other side's. */
  public Ipv4Prefix block(int number) {
    return new Ipv4Prefix(10 << 24 | (firstBlock + number) << 16, BLOCK_LENGTH);
  }

  /** The router's address in the first block. */
  public String router() {
    return Ipv4Address.format(block(0).address() + 1);
  }

  /** The address, in the first block, of the host that stands for all in end-to-end runs. */
  public String host() {
    return Ipv4Address.format(block(0).address() + (1 << 8) + host);
  }

  /** MAC address of the VPC's router. */
  public long routerMac() {
    return 0x02_00_00_00_01_00L + ordinal();
  }

  /** MAC address of {@link #host}. */
  public long hostMac() {
    return 0x02_00_00_00_02_00L + ordinal();
  }
}
