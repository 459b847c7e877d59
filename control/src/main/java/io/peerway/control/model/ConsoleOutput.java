package io.peerway.control.model;

import java.time.Instant;

/**
 * What an instance's user data printed last.
 *
 * @param base64 at most {@link #MOST_BYTES}, encoded
 * @param at when it printed the last of it
 */
public record ConsoleOutput(String base64, Instant at) {
  /** EC2 User Guide, "Instance console output": the most recent 64 KB are shown. */
  public static final int MOST_BYTES = 65_536;
}
