package io.peerway.dataplane.forward.testkit;

import io.peerway.dataplane.wire.Ipv4Address;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What a DHCP client sends, and what it reads from the answer: RFC 2131 and 2132 by hand. */
public final class DhcpV4Frames {
  private static final int HEADERS = 14 + 20 + 8;
  private static final int OPTIONS = 240;

  private final long mac;
  private final ByteBuffer message = ByteBuffer.allocate(548);
  private String source = "0.0.0.0";
  private String destination = "255.255.255.255";
  private long toMac = NeighborFrames.BROADCAST;

  public DhcpV4Frames(long mac) {
    this.mac = mac;
    message.put((byte) 1).put((byte) 1).put((byte) 6).put((byte) 0).putInt(0xabcd_1234);
    message.putShort(28, (short) (mac >>> 32)).putInt(30, (int) mac);
    message.putInt(236, 0x6382_5363).position(OPTIONS);
  }

  /** The type of the message. */
  public DhcpV4Frames type(int type) {
    return option(53, type);
  }

  public DhcpV4Frames option(int code, int... bytes) {
    message.put((byte) code).put((byte) bytes.length);
    Arrays.stream(bytes).forEach(one -> message.put((byte) one));
    return this;
  }

  public DhcpV4Frames address(int code, String address) {
    message.put((byte) code).put((byte) 4).put(bytes(address));
    return this;
  }

  /** The client can take broadcasts only. */
  public DhcpV4Frames wantsBroadcast() {
    message.putShort(10, (short) 0x8000);
    return this;
  }

  /** The client has this address, and sends to the router itself. */
  public DhcpV4Frames configured(String address, String router, long routerMac) {
    message.put(12, bytes(address));
    source = address;
    destination = router;
    toMac = routerMac;
    return this;
  }

  public byte[] frame() {
    message.put((byte) 255);
    return new PacketBuilder(mac, toMac, source, destination)
        .udp(68, 67, Arrays.copyOf(message.array(), Math.max(300, message.position())));
  }

  /**
   * An answer.
   *
   * @param your the address that the client gets
   * @param options by their codes
   */
  public record Answer(int type, String your, Map<Integer, byte[]> options) {
    /** An option that is an address. */
    public String address(int code) {
      return text(options.get(code));
    }

    /** An option that is a number. */
    public long number(int code) {
      long value = 0;
      for (byte one : options.get(code)) {
        value = value << 8 | (one & 0xff);
      }
      return value;
    }
  }

  /** Reads the frame of an answer. */
  public static Answer read(byte[] frame) {
    ByteBuffer answer = ByteBuffer.wrap(frame, HEADERS, frame.length - HEADERS).slice();
    byte[] your = new byte[4];
    answer.get(16, your);
    Map<Integer, byte[]> options = new TreeMap<>();
    answer.position(OPTIONS);
    for (int code; (code = answer.get() & 0xff) != 255; ) {
      byte[] data = new byte[answer.get() & 0xff];
      answer.get(data);
      options.put(code, data);
    }
    return new Answer(options.get(53)[0], text(your), options);
  }

  private static byte[] bytes(String address) {
    return Pcap4jAddresses.ip(address).getAddress();
  }

  private static String text(byte[] address) {
    return Ipv4Address.format(ByteBuffer.wrap(address).getInt());
  }
}
