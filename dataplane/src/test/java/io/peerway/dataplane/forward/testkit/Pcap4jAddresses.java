package io.peerway.dataplane.forward.testkit;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.pcap4j.util.MacAddress;

/** The addresses of the tests, which are text and numbers, as pcap4j wants them. */
final class Pcap4jAddresses {
  private Pcap4jAddresses() {}

  static MacAddress mac(long address) {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(address).array();
    return MacAddress.getByAddress(java.util.Arrays.copyOfRange(bytes, 2, Long.BYTES));
  }

  /** A literal, never a name. */
  static InetAddress ip(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  static Inet4Address ipv4(String address) {
    return (Inet4Address) ip(address);
  }

  static Inet6Address ipv6(String address) {
    return (Inet6Address) ip(address);
  }

  static boolean isIpv6(String address) {
    return address.contains(":");
  }
}
