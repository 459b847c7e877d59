package io.peerway.dataplane.forward.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IcmpV4EchoReplyPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6EchoReplyPacket;
import org.pcap4j.packet.IcmpV6EchoRequestPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IcmpV4Code;
import org.pcap4j.packet.namednumber.IcmpV4Type;
import org.pcap4j.packet.namednumber.IcmpV6Code;
import org.pcap4j.packet.namednumber.IcmpV6Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpPort;
import org.pcap4j.packet.namednumber.UdpPort;

/**
 * An IP packet in an Ethernet frame, IPv4 or IPv6 as its addresses are. Ends with the method that
 * names the payload and returns the frame.
 */
public final class PacketBuilder {
  private final long fromMac;
  private final long toMac;
  private final String from;
  private final String to;
  private int ttl = 64;
  private int trafficClass;
  private int identification = 0x1234;
  private boolean dontFragment;
  private boolean moreFragments;
  private int fragmentOffset;

  public PacketBuilder(long fromMac, long toMac, String from, String to) {
    this.fromMac = fromMac;
    this.toMac = toMac;
    this.from = from;
    this.to = to;
  }

  /** TTL or hop limit. */
  public PacketBuilder ttl(int value) {
    ttl = value;
    return this;
  }

  public PacketBuilder trafficClass(int value) {
    trafficClass = value;
    return this;
  }

  public PacketBuilder dontFragment() {
    dontFragment = true;
    return this;
  }

  public PacketBuilder identification(int value) {
    identification = value;
    return this;
  }

  /** IPv4 only. */
  public PacketBuilder fragment(int offset, boolean more) {
    fragmentOffset = offset;
    moreFragments = more;
    return this;
  }

  public byte[] udp(int sourcePort, int destinationPort, byte... payload) {
    return frame(
        IpNumber.UDP,
        new UdpPacket.Builder()
            .srcPort(UdpPort.getInstance((short) sourcePort))
            .dstPort(UdpPort.getInstance((short) destinationPort))
            .srcAddr(Pcap4jAddresses.ip(from))
            .dstAddr(Pcap4jAddresses.ip(to))
            .payloadBuilder(raw(payload))
            .correctLengthAtBuild(true)
            .correctChecksumAtBuild(true));
  }

  public byte[] tcp(int sourcePort, int destinationPort, byte... payload) {
    return frame(
        IpNumber.TCP,
        new TcpPacket.Builder()
            .srcPort(TcpPort.getInstance((short) sourcePort))
            .dstPort(TcpPort.getInstance((short) destinationPort))
            .sequenceNumber(1)
            .ack(true)
            .window((short) 1000)
            .srcAddr(Pcap4jAddresses.ip(from))
            .dstAddr(Pcap4jAddresses.ip(to))
            .payloadBuilder(raw(payload))
            .correctLengthAtBuild(true)
            .correctChecksumAtBuild(true));
  }

  public byte[] echoRequest(int identifier, int sequence, byte... data) {
    return isIpv6()
        ? icmp6(
            IcmpV6Type.ECHO_REQUEST,
            new IcmpV6EchoRequestPacket.Builder()
                .identifier((short) identifier)
                .sequenceNumber((short) sequence)
                .payloadBuilder(raw(data)))
        : icmp4(
            IcmpV4Type.ECHO,
            new IcmpV4EchoPacket.Builder()
                .identifier((short) identifier)
                .sequenceNumber((short) sequence)
                .payloadBuilder(raw(data)));
  }

  public byte[] echoReply(int identifier, int sequence, byte... data) {
    return isIpv6()
        ? icmp6(
            IcmpV6Type.ECHO_REPLY,
            new IcmpV6EchoReplyPacket.Builder()
                .identifier((short) identifier)
                .sequenceNumber((short) sequence)
                .payloadBuilder(raw(data)))
        : icmp4(
            IcmpV4Type.ECHO_REPLY,
            new IcmpV4EchoReplyPacket.Builder()
                .identifier((short) identifier)
                .sequenceNumber((short) sequence)
                .payloadBuilder(raw(data)));
  }

  /** An ICMP or ICMPv6 message of any type, whose rest is zero. */
  public byte[] icmp(int type, int code) {
    Packet.Builder rest = raw(new byte[4]);
    return isIpv6()
        ? icmp6(IcmpV6Type.getInstance((byte) type), rest, (byte) code)
        : icmp4(IcmpV4Type.getInstance((byte) type), rest, (byte) code);
  }

  /** Any payload. */
  public byte[] protocol(int protocol, byte... payload) {
    return frame(IpNumber.getInstance((byte) protocol), raw(payload));
  }

  private boolean isIpv6() {
    return Pcap4jAddresses.isIpv6(from);
  }

  private byte[] icmp4(IcmpV4Type type, Packet.Builder payload) {
    return icmp4(type, payload, (byte) 0);
  }

  private byte[] icmp4(IcmpV4Type type, Packet.Builder payload, byte code) {
    return frame(
        IpNumber.ICMPV4,
        new IcmpV4CommonPacket.Builder()
            .type(type)
            .code(IcmpV4Code.getInstance(type.value(), code))
            .payloadBuilder(payload)
            .correctChecksumAtBuild(true));
  }

  private byte[] icmp6(IcmpV6Type type, Packet.Builder payload) {
    return icmp6(type, payload, (byte) 0);
  }

  private byte[] icmp6(IcmpV6Type type, Packet.Builder payload, byte code) {
    return frame(
        IpNumber.ICMPV6,
        new IcmpV6CommonPacket.Builder()
            .type(type)
            .code(IcmpV6Code.getInstance(type.value(), code))
            .srcAddr(Pcap4jAddresses.ipv6(from))
            .dstAddr(Pcap4jAddresses.ipv6(to))
            .payloadBuilder(payload)
            .correctChecksumAtBuild(true));
  }

  /** Neighbour discovery goes out with this too. */
  byte[] icmp6Message(IcmpV6Type type, Packet.Builder payload) {
    return icmp6(type, payload);
  }

  private byte[] frame(IpNumber protocol, Packet.Builder payload) {
    return new EthernetPacket.Builder()
        .srcAddr(Pcap4jAddresses.mac(fromMac))
        .dstAddr(Pcap4jAddresses.mac(toMac))
        .type(isIpv6() ? EtherType.IPV6 : EtherType.IPV4)
        .payloadBuilder(isIpv6() ? ipv6(protocol, payload) : ipv4(protocol, payload))
        .pad(new byte[0])
        .build()
        .getRawData();
  }

  private Packet.Builder ipv4(IpNumber protocol, Packet.Builder payload) {
    return new IpV4Packet.Builder()
        .version(IpVersion.IPV4)
        .tos(IpV4Rfc791Tos.newInstance((byte) trafficClass))
        .identification((short) identification)
        .dontFragmentFlag(dontFragment)
        .moreFragmentFlag(moreFragments)
        .fragmentOffset((short) (fragmentOffset / 8))
        .ttl((byte) ttl)
        .protocol(protocol)
        .srcAddr(Pcap4jAddresses.ipv4(from))
        .dstAddr(Pcap4jAddresses.ipv4(to))
        .payloadBuilder(payload)
        .correctLengthAtBuild(true)
        .correctChecksumAtBuild(true);
  }

  private Packet.Builder ipv6(IpNumber protocol, Packet.Builder payload) {
    return new IpV6Packet.Builder()
        .version(IpVersion.IPV6)
        .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) trafficClass))
        .flowLabel(IpV6SimpleFlowLabel.newInstance(0))
        .nextHeader(protocol)
        .hopLimit((byte) ttl)
        .srcAddr(Pcap4jAddresses.ipv6(from))
        .dstAddr(Pcap4jAddresses.ipv6(to))
        .payloadBuilder(payload)
        .correctLengthAtBuild(true);
  }

  static Packet.Builder raw(byte[] bytes) {
    return new UnknownPacket.Builder().rawData(bytes);
  }

  /** An IPv4 frame with options, padded to a multiple of 4 bytes, between header and payload. */
  public static byte[] withIpv4Options(byte[] frame, byte... options) {
    byte[] padded = Arrays.copyOf(options, (options.length + 3) / 4 * 4);
    byte[] result = inserted(frame, 14 + 20, padded);
    result[14] = (byte) (0x45 + padded.length / 4);
    ByteBuffer bytes = ByteBuffer.wrap(result);
    bytes.putShort(16, (short) (bytes.getShort(16) + padded.length));
    return withIpv4Checksum(result);
  }

  /**
   * An IPv6 frame with one more extension header directly after the IPv6 header.
   *
   * @param header a multiple of 8 bytes, whose first is replaced by the next header's type
   */
  public static byte[] withIpv6Extension(byte[] frame, int type, byte... header) {
    byte[] result = inserted(frame, 14 + 40, header);
    result[14 + 40] = frame[14 + 6];
    result[14 + 6] = (byte) type;
    ByteBuffer bytes = ByteBuffer.wrap(result);
    bytes.putShort(14 + 4, (short) (bytes.getShort(14 + 4) + header.length));
    return result;
  }

  private static byte[] inserted(byte[] frame, int at, byte[] what) {
    return ByteBuffer.allocate(frame.length + what.length)
        .put(frame, 0, at)
        .put(what)
        .put(frame, at, frame.length - at)
        .array();
  }

  /** A copy with other bytes from an offset on. */
  public static byte[] with(byte[] frame, int offset, int... bytes) {
    byte[] result = frame.clone();
    for (int i = 0; i < bytes.length; i++) {
      result[offset + i] = (byte) bytes[i];
    }
    return result;
  }

  /** A copy whose IPv4 header checksum fits its header, whatever else is wrong with it. */
  public static byte[] withIpv4Checksum(byte[] frame) {
    byte[] result = with(frame, 24, 0, 0);
    int sum = 0;
    for (int i = 0; i < (frame[14] & 0xf) * 4; i += 2) {
      sum += ByteBuffer.wrap(result).getShort(14 + i) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return with(result, 24, ~sum >> 8, ~sum);
  }
}
