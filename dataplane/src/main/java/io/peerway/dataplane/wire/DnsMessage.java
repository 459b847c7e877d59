package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/**
 * A DNS query with one question, and the answer to it (RFC 1035 section 4).
 *
 * <pre>
 *                                   1  1  1  1  1  1
 *     0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
 *    +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  0 |                      ID                       |
 *    +--+-----------+--+--+--+--+--------+-----------+
 *  2 |QR|  Opcode   |AA|TC|RD|RA|        |   RCODE   |
 *    +--+-----------+--+--+--+--+--------+-----------+
 *  4 |       questions       |  6: answers           |
 *    +-----------------------+-----------------------+
 *  8 |       authorities     | 10: additional        |
 *    +-----------------------+-----------------------+
 * 12 |  the question: name, type, class; then records
 * </pre>
 *
 * <p>What follows the question of a query is not looked at: a client that offers EDNS (RFC 6891)
 * learns from an answer without it that there is none here.
 */
public final class DnsMessage {
  public static final int PORT = 53;
  public static final int LENGTH = 12;

  /** RFC 1035 section 4.2.1: what a UDP message may have. */
  public static final int LONGEST = 512;

  public static final int A = 1;
  public static final int PTR = 12;
  public static final int AAAA = 28;
  public static final int ANY = 255;
  public static final int CLASS_IN = 1;

  public static final int NO_ERROR = 0;
  public static final int FORMAT_ERROR = 1;
  public static final int NAME_ERROR = 3;
  public static final int NOT_IMPLEMENTED = 4;
  public static final int REFUSED = 5;

  private static final int FLAGS_OFFSET = 2;
  private static final int QUESTIONS_OFFSET = 4;
  private static final int ANSWERS_OFFSET = 6;

  private static final int RESPONSE = 0x8000;
  private static final int OPCODE = 0x7800;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_DESIRED = 0x0100;

  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 255;
  private static final int TYPE_AND_CLASS = 4;
  private static final int RECORD_HEADER = 12; // a pointer to the name, type, class, TTL, length
  private static final int POINTER_TO_QUESTION = 0xc000 | LENGTH;

  /** What {@link #writeRootQuery} writes: no label, and the length of that, before the type. */
  public static final int ROOT_QUERY_LENGTH = LENGTH + 1 + TYPE_AND_CLASS;

  private DnsMessage() {}

  /** Writes the shortest query there is, for the address of the root. */
  public static void writeRootQuery(MemorySegment mem, long at) {
    Bytes.zero(mem, at, ROOT_QUERY_LENGTH);
    Bytes.u16(mem, at + FLAGS_OFFSET, RECURSION_DESIRED);
    Bytes.u16(mem, at + QUESTIONS_OFFSET, 1);
    Bytes.u16(mem, at + LENGTH + 1, A);
    Bytes.u16(mem, at + LENGTH + 1 + Short.BYTES, CLASS_IN);
  }

  /**
   * TRUNCATED (shorter than its header) or BAD_TYPE (a response).
   *
   * @param length of the message
   */
  public static HeaderFault check(MemorySegment mem, long at, int length) {
    if (length < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    return (flags(mem, at) & RESPONSE) == 0 ? HeaderFault.NONE : HeaderFault.BAD_TYPE;
  }

  private static int flags(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + FLAGS_OFFSET);
  }

  /** Whether something is asked, rather than an update or a notification sent. */
  public static boolean isStandardQuery(MemorySegment mem, long at) {
    return (flags(mem, at) & OPCODE) == 0;
  }

  /**
   * How many bytes the one question takes, or -1 if there are more or less than one, or it is not
   * whole, or its name is compressed or too long.
   *
   * @param length of the message, which was found sound
   */
  public static int questionLength(MemorySegment mem, long at, int length) {
    if (Bytes.u16(mem, at + QUESTIONS_OFFSET) != 1) {
      return -1;
    }
    int offset = LENGTH;
    while (offset < length) {
      int label = Bytes.u8(mem, at + offset);
      offset += 1 + label;
      if (label == 0) {
        int end = offset + TYPE_AND_CLASS;
        return offset - LENGTH <= LONGEST_NAME && end <= length ? end - LENGTH : -1;
      }
      if (label > LONGEST_LABEL) {
        return -1;
      }
    }
    return -1;
  }

  /**
   * The name that is asked for, in lower case and without the dot at its end. What no host's name
   * has is a question mark.
   *
   * @param questionLength which was found sound
   */
  public static String name(MemorySegment mem, long at, int questionLength) {
    StringBuilder name = new StringBuilder(questionLength);
    long from = at + LENGTH;
    for (int left = Bytes.u8(mem, from); left > 0; left = Bytes.u8(mem, from)) {
      if (!name.isEmpty()) {
        name.append('.');
      }
      for (; left > 0; left--) {
        char c = (char) Bytes.u8(mem, ++from);
        name.append(c > ' ' && c < 0x7f && c != '.' ? c : '?');
      }
      from++;
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  public static int type(MemorySegment mem, long at, int questionLength) {
    return Bytes.u16(mem, at + LENGTH + questionLength - TYPE_AND_CLASS);
  }

  /** Whether the question is about the Internet. */
  public static boolean isInternet(MemorySegment mem, long at, int questionLength) {
    int asked = Bytes.u16(mem, at + LENGTH + questionLength - 2);
    return asked == CLASS_IN || asked == ANY;
  }

  /**
   * Begins an answer, which has no records yet; returns its length.
   *
   * @param query where the query is in {@code from}
   * @param questionLength how much of the question is repeated; 0 if it is not sound
   * @param code such as {@link #NO_ERROR}
   */
  public static int begin(
      MemorySegment mem, long at, MemorySegment from, long query, int questionLength, int code) {
    int kept = flags(from, query) & (OPCODE | RECURSION_DESIRED);
    int authority = code == NO_ERROR || code == NAME_ERROR ? AUTHORITATIVE : 0;
    Bytes.zero(mem, at, LENGTH);
    Bytes.u16(mem, at, Bytes.u16(from, query));
    Bytes.u16(mem, at + FLAGS_OFFSET, RESPONSE | kept | authority | code);
    Bytes.u16(mem, at + QUESTIONS_OFFSET, questionLength > 0 ? 1 : 0);
    Bytes.copy(from, query + LENGTH, mem, at + LENGTH, questionLength);
    return LENGTH + questionLength;
  }

  /** Adds an IPv4 address of the name that is asked for; returns the message's new length. */
  public static int addAddress(MemorySegment mem, long at, int length, int ttl, int address) {
    if (!hasRoom(mem, at, length, Integer.BYTES)) {
      return length;
    }
    Bytes.u32(mem, beginRecord(mem, at, length, A, ttl, Integer.BYTES), address);
    return length + RECORD_HEADER + Integer.BYTES;
  }

  /** Adds an IPv6 address of the name that is asked for; returns the message's new length. */
  public static int addAddress(
      MemorySegment mem, long at, int length, int ttl, Ipv6Address address) {
    if (!hasRoom(mem, at, length, 2 * Long.BYTES)) {
      return length;
    }
    long data = beginRecord(mem, at, length, AAAA, ttl, 2 * Long.BYTES);
    Bytes.i64(mem, data, address.hi());
    Bytes.i64(mem, data + Long.BYTES, address.lo());
    return length + RECORD_HEADER + 2 * Long.BYTES;
  }

  /** Adds the name of the address that is asked for; returns the message's new length. */
  public static int addPointer(MemorySegment mem, long at, int length, int ttl, String name) {
    List<String> one = List.of(name);
    int bytes = DomainName.length(one);
    if (!hasRoom(mem, at, length, bytes)) {
      return length;
    }
    DomainName.write(mem, beginRecord(mem, at, length, PTR, ttl, bytes), one);
    return length + RECORD_HEADER + bytes;
  }

  /** Whether a record fits; if not the answer says that something is missing. */
  private static boolean hasRoom(MemorySegment mem, long at, int length, int data) {
    if (length + RECORD_HEADER + data <= LONGEST) {
      return true;
    }
    Bytes.u16(mem, at + FLAGS_OFFSET, flags(mem, at) | TRUNCATED);
    return false;
  }

  /** Returns where the record's data goes. */
  private static long beginRecord(
      MemorySegment mem, long at, int length, int type, int ttl, int data) {
    long record = at + length;
    Bytes.u16(mem, record, POINTER_TO_QUESTION);
    Bytes.u16(mem, record + 2, type);
    Bytes.u16(mem, record + 4, CLASS_IN);
    Bytes.u32(mem, record + 6, ttl);
    Bytes.u16(mem, record + 10, data);
    Bytes.u16(mem, at + ANSWERS_OFFSET, Bytes.u16(mem, at + ANSWERS_OFFSET) + 1);
    return record + RECORD_HEADER;
  }
}
