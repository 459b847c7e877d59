package io.peerway.dataplane.forward.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.pcap4j.packet.DnsPacket;
import org.pcap4j.packet.DnsPacket.DnsHeader;
import org.pcap4j.packet.DnsRDataA;
import org.pcap4j.packet.DnsRDataAaaa;
import org.pcap4j.packet.DnsRDataPtr;
import org.pcap4j.packet.DnsResourceRecord;
import org.pcap4j.packet.DnsResourceRecord.DnsRData;
import org.pcap4j.packet.IllegalRawDataException;

/** DNS questions, written by hand, and the answers to them as pcap4j reads them. */
public final class DnsFrames {
  public static final int ID = 0x1234;

  private static final int RECURSION_DESIRED = 0x0100;
  private static final int CLASS_IN = 1;
  private static final int ETHERNET_AND_UDP = 14 + 8;

  private DnsFrames() {}

  /**
   * An answer.
   *
   * @param code such as 3 for a name that nobody has
   * @param values of the records, as text
   */
  public record Answer(
      int id, int code, boolean isAuthoritative, boolean isTruncated, List<String> values) {}

  /** The message that asks for a name as resolvers do. */
  public static byte[] question(String name, int type) {
    return question(name, type, CLASS_IN, RECURSION_DESIRED);
  }

  public static byte[] question(String name, int type, int dnsClass, int flags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int word : new int[] {ID, flags, 1, 0, 0, 0}) {
      write16(out, word);
    }
    for (String label : name.split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
    out.write(0);
    write16(out, type);
    write16(out, dnsClass);
    return out.toByteArray();
  }

  private static void write16(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
  }

  /** The answer in a frame whose IP header has no options. */
  public static Answer read(byte[] frame) {
    int ip = frame[14] >>> 4 == 4 ? 20 : 40;
    try {
      DnsHeader dns =
          DnsPacket.newPacket(frame, ETHERNET_AND_UDP + ip, frame.length - ETHERNET_AND_UDP - ip)
              .getHeader();
      if (!dns.isResponse() || dns.isRecursionAvailable()) {
        throw new AssertionError("no answer of a server without recursion: " + dns);
      }
      List<String> values = new ArrayList<>();
      for (DnsResourceRecord answer : dns.getAnswers()) {
        values.add(text(answer.getRData(), dns.getRawData()));
      }
      return new Answer(
          Short.toUnsignedInt(dns.getId()),
          dns.getrCode().value(),
          dns.isAuthoritativeAnswer(),
          dns.isTruncated(),
          values);
    } catch (IllegalRawDataException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(DnsRData data, byte[] message) throws IllegalRawDataException {
    return switch (data) {
      case DnsRDataA a -> a.getAddress().getHostAddress();
      case DnsRDataAaaa a -> text(a.getAddress());
      case DnsRDataPtr pointer -> pointer.getPtrDName().decompress(message);
      default -> data.toString();
    };
  }

  private static String text(InetAddress address) {
    return address.getHostAddress().replaceFirst("(:0)+:", "::");
  }
}
