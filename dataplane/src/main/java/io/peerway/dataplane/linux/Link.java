package io.peerway.dataplane.linux;

/**
 * A network device as rtnetlink shows it.
 *
 * @param index its number in its namespace
 * @param hardwareAddress the Ethernet address, first byte the most significant of six; 0 if none
 * @param mtu in bytes, without the Ethernet header
 * @param flags IFF_* of include/uapi/linux/if.h
 */
public record Link(int index, String name, long hardwareAddress, int mtu, int flags) {

  private static final int IFF_UP = 0x1;

  /** Whether it was set up by the administrator. */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }
}
