package io.peerway.tools.attach;

import io.peerway.dataplane.wire.Ipv6Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Between the data plane's addresses and the JDK's. */
final class InetText {

  private InetText() {}

  static InetAddress inet(int address) {
    return inet(ByteBuffer.allocate(Integer.BYTES).putInt(address).array());
  }

  static InetAddress inet(Ipv6Address address) {
    return inet(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(address.hi()).putLong(address.lo()).array());
  }

  private static InetAddress inet(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** As people write it: the JDK would write out every zero of an IPv6 address. */
  static String of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return Ipv6Address.format(bytes.getLong(), bytes.getLong());
  }
}
