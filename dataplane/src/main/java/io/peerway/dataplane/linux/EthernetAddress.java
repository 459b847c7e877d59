package io.peerway.dataplane.linux;

/** Ethernet addresses between the long of this package's callers and the bytes of the kernel. */
final class EthernetAddress {

  static final int LENGTH = 6;

  private EthernetAddress() {}

  /** Six bytes as a long, the first the most significant; 0 for anything that is not six bytes. */
  static long of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      return 0; // a tunnel's, whose address is of another kind
    }
    long mac = 0;
    for (byte b : bytes) {
      mac = (mac << Byte.SIZE) | Byte.toUnsignedLong(b);
    }
    return mac;
  }

  static byte[] bytes(long mac) {
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bytes[i] = (byte) (mac >>> (Byte.SIZE * (LENGTH - 1 - i)));
    }
    return bytes;
  }
}
