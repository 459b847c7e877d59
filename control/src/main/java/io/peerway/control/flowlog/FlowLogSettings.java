package io.peerway.control.flowlog;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How flow logs are written.
 *
 * @param directory in which each bucket is a directory
 * @param longestInterval after how long at most every flow gets a record, if the flow log does not
 *     demand one sooner; at least a second
 * @param retention which files are kept
 */
public record FlowLogSettings(
    Path directory, Duration longestInterval, FlowLogRetention retention) {
  /** The longest that EC2 knows. */
  public static final Duration LONGEST = Duration.ofMinutes(10);

  public FlowLogSettings {
    if (longestInterval.compareTo(Duration.ofSeconds(1)) < 0
        || longestInterval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "an interval of %d s is not between 1 and %d"
              .formatted(longestInterval.toSeconds(), LONGEST.toSeconds()));
    }
  }
}
