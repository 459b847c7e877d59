package io.peerway.dataplane.forward.testkit;

import io.peerway.dataplane.wire.Ipv6Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a DHCPv6 client sends, and what it reads from the answer: RFC 8415 by hand. */
public final class DhcpV6Frames {
  private static final int HEADERS = 14 + 40 + 8;
  private static final long ALL_SERVERS_MAC = 0x3333_0001_0002L;
  private static final byte[] CLIENT_ID = {0, 3, 0, 1, 2, 0, 0, 0, 0, 7};

  private final long mac;
  private final ByteBuffer message = ByteBuffer.allocate(512);
  private String source = "fe80::77";

  public DhcpV6Frames(long mac, int type) {
    this.mac = mac;
    message.putInt(type << 24 | 0x123456);
  }

  public DhcpV6Frames option(int code, byte... data) {
    message.putShort((short) code).putShort((short) data.length).put(data);
    return this;
  }

  public DhcpV6Frames clientId() {
    return option(1, CLIENT_ID);
  }

  /** The identifier of a server that is known by its MAC address. */
  public DhcpV6Frames serverId(long server) {
    return option(
        2,
        ByteBuffer.allocate(10)
            .putInt(0x0003_0001)
            .putShort((short) (server >>> 32))
            .putInt((int) server)
            .array());
  }

  /** An association with addresses that the client says it has. */
  public DhcpV6Frames association(int id, String... addresses) {
    ByteBuffer data = ByteBuffer.allocate(12 + 28 * addresses.length).putInt(id);
    data.position(12);
    for (String text : addresses) {
      Ipv6Address address = Ipv6Address.parse(text);
      data.putInt(0x0005_0018).putLong(address.hi()).putLong(address.lo()).putLong(0);
    }
    return option(3, data.array());
  }

  public DhcpV6Frames from(String address) {
    source = address;
    return this;
  }

  public byte[] frame() {
    return new PacketBuilder(mac, ALL_SERVERS_MAC, source, "ff02::1:2")
        .udp(546, 547, Arrays.copyOf(message.array(), message.position()));
  }

  /** An option of an answer, or of an association in it. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Option(int code, byte[] data) {
    /** The options in the data. */
    public List<Option> options(int offset) {
      return read(ByteBuffer.wrap(data, offset, data.length - offset));
    }

    /** An address at the beginning of the data. */
    public String address() {
      ByteBuffer bytes = ByteBuffer.wrap(data);
      return Ipv6Address.format(bytes.getLong(), bytes.getLong());
    }

    private static List<Option> read(ByteBuffer bytes) {
      List<Option> options = new ArrayList<>();
      while (bytes.hasRemaining()) {
        int code = bytes.getShort();
        byte[] data = new byte[bytes.getShort()];
        bytes.get(data);
        options.add(new Option(code, data));
      }
      return options;
    }
  }

  /** An answer's type, and its options. */
  public record Answer(int type, int transaction, List<Option> options) {
    /** The options of a kind. */
    public List<Option> all(int code) {
      return options.stream().filter(option -> option.code() == code).toList();
    }

    /** The addresses of the first association. */
    public List<String> addresses() {
      return all(3).getFirst().options(12).stream()
          .filter(option -> option.code() == 5)
          .map(Option::address)
          .toList();
    }

    /** The status of the first association. */
    public int status() {
      return all(3).getFirst().options(12).stream()
          .filter(option -> option.code() == 13)
          .mapToInt(option -> option.data()[1])
          .findFirst()
          .orElse(0);
    }
  }

  /** Reads the frame of an answer. */
  public static Answer read(byte[] frame) {
    ByteBuffer answer = ByteBuffer.wrap(frame, HEADERS, frame.length - HEADERS);
    int head = answer.getInt();
    return new Answer(head >>> 24, head & 0xff_ffff, Option.read(answer));
  }
}
