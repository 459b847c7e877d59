package io.peerway.dataplane.wire;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.util.MacAddress;

/** Our values as pcap4j's: it judges what this package reads and writes. */
final class Judge {
  private Judge() {}

  static Inet4Address v4(int address) {
    try {
      return (Inet4Address)
          InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(address).array());
    } catch (UnknownHostException e) {
      throw new AssertionError("the length is right", e);
    }
  }

  static Inet6Address v6(long hi, long lo) {
    try {
      // Unlike InetAddress.getByAddress this leaves a mapped address an IPv6 address.
      return Inet6Address.getByAddress(
          null, ByteBuffer.allocate(16).putLong(hi).putLong(lo).array(), -1);
    } catch (UnknownHostException e) {
      throw new AssertionError("the length is right", e);
    }
  }

  static Inet6Address v6(Ipv6Address address) {
    return v6(address.hi(), address.lo());
  }

  static MacAddress mac(long mac) {
    return MacAddress.getByAddress(
        Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(mac).array(), 2, 8));
  }

  static UnknownPacket.Builder data(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7 + 1);
    }
    return new UnknownPacket.Builder().rawData(bytes);
  }
}
