package io.peerway.dataplane.lpm;

/**
 * The memory of a table, in bytes of the Java heap.
 *
 * @param lookup what lookups read
 * @param update what is needed besides to change the table
 */
public record LpmMemory(long lookup, long update) {
  public long total() {
    return lookup + update;
  }
}
