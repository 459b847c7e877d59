package io.peerway.tools.outcome;

/** Something that the user can act on: shown as one line, without a stack trace. */
public final class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitStatus;

  /**
   * @param exitStatus one of {@link ExitStatus}
   * @param message names the thing that is wrong, and what to do about it
   */
  public UserException(int exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  public int exitStatus() {
    return exitStatus;
  }
}
