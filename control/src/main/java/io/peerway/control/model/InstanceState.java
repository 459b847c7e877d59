package io.peerway.control.model;

import java.util.Locale;

/**
 * What an instance is doing.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html">InstanceState</a>
 */
public enum InstanceState {
  /** Its host is being made. */
  PENDING(0),
  RUNNING(16),
  /** Its host is being removed for good. */
  SHUTTING_DOWN(32),
  TERMINATED(48),
  /** Its host is being removed; it can be started again. */
  STOPPING(64),
  STOPPED(80);

  private final int code;

  InstanceState(int code) {
    this.code = code;
  }

  /** Its number in the API. */
  public int code() {
    return code;
  }

  /** Its name in the API. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
