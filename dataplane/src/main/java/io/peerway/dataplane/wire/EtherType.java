package io.peerway.dataplane.wire;

/** Values of the Ethernet type field (IANA 'IEEE 802 Numbers'; {@code linux/if_ether.h}). */
public final class EtherType {
  public static final int IPV4 = 0x0800;
  public static final int ARP = 0x0806;

  /** IEEE 802.1Q customer tag. */
  public static final int VLAN = 0x8100;

  public static final int IPV6 = 0x86dd;

  /** IEEE 802.1ad service tag. */
  public static final int SERVICE_VLAN = 0x88a8;

  /** Below this the field is the length of an IEEE 802.3 frame, not a type. */
  public static final int LEAST = 0x0600;

  private EtherType() {}
}
