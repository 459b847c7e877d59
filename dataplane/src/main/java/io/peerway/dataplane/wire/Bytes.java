package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Unaligned access in network byte order. */
public final class Bytes {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  public static int u8(MemorySegment mem, long at) {
    return mem.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  public static void u8(MemorySegment mem, long at, int value) {
    mem.set(ValueLayout.JAVA_BYTE, at, (byte) value);
  }

  public static int u16(MemorySegment mem, long at) {
    return mem.get(U16, at) & 0xffff;
  }

  public static void u16(MemorySegment mem, long at, int value) {
    mem.set(U16, at, (short) value);
  }

  /** The 32 bits as they are: negative when the first bit is set. */
  public static int u32(MemorySegment mem, long at) {
    return mem.get(U32, at);
  }

  public static void u32(MemorySegment mem, long at, int value) {
    mem.set(U32, at, value);
  }

  /** Six bytes, for instance a MAC address, in the low 48 bits. */
  public static long u48(MemorySegment mem, long at) {
    return ((long) u16(mem, at) << 32) | (u32(mem, at + 2) & 0xffff_ffffL);
  }

  public static void u48(MemorySegment mem, long at, long value) {
    u16(mem, at, (int) (value >>> 32));
    u32(mem, at + 2, (int) value);
  }

  public static long i64(MemorySegment mem, long at) {
    return mem.get(I64, at);
  }

  public static void i64(MemorySegment mem, long at, long value) {
    mem.set(I64, at, value);
  }

  /** Copies {@code length} bytes; the ranges may overlap. */
  public static void copy(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, long length) {
    MemorySegment.copy(from, fromAt, to, toAt, length);
  }

  /** Sets {@code length} bytes to zero. */
  public static void zero(MemorySegment mem, long at, long length) {
    for (long i = 0; i < length; i++) {
      mem.set(ValueLayout.JAVA_BYTE, at + i, (byte) 0);
    }
  }
}
