package io.peerway.control.flowlog;

/**
 * What is kept of flow logs' files, those of all flow logs together.
 *
 * @param mostBytes how much they take, compressed where they are; 0 for no limit
 * @param mostFiles how many there are; 0 for no limit
 * @param compresses whether files to which nothing will be added any more are compressed
 */
public record FlowLogRetention(long mostBytes, int mostFiles, boolean compresses) {
  /** Bytes of a megabyte. */
  public static final long MEGABYTE = 1_000_000;

  /** 10,000 MB, any number of files, compressed. */
  public static final FlowLogRetention STANDARD = new FlowLogRetention(10_000 * MEGABYTE, 0, true);

  public FlowLogRetention {
    if (mostBytes < 0 || mostFiles < 0) {
      throw new IllegalArgumentException(
          "%d MB, %d files: less than nothing".formatted(mostBytes / MEGABYTE, mostFiles));
    }
  }
}
