package io.peerway.dataplane.lpm;

/** What arrays take of the Java heap: a header of 16 bytes, and everything in steps of 8. */
final class Memory {
  private Memory() {}

  static long ofLongs(long[] array) {
    return array == null ? 0 : ofArray(array.length, Long.BYTES);
  }

  static long ofInts(int[] array) {
    return array == null ? 0 : ofArray(array.length, Integer.BYTES);
  }

  static long ofBytes(byte[] array) {
    return array == null ? 0 : ofArray(array.length, Byte.BYTES);
  }

  static long ofChars(char[] array) {
    return array == null ? 0 : ofArray(array.length, Character.BYTES);
  }

  /** References are taken to be compressed: 4 bytes. */
  static long ofReferences(Object[] array) {
    return array == null ? 0 : ofArray(array.length, Integer.BYTES);
  }

  private static long ofArray(int length, int bytesEach) {
    return 16 + (((long) length * bytesEach + 7) & ~7L);
  }
}
