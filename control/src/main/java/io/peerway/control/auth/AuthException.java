package io.peerway.control.auth;

/** A call that does not say, or does not prove, who makes it. */
public final class AuthException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  AuthException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** Of the HTTP answer: 400 where the form is wrong, 403 where the content is. */
  public int status() {
    return status;
  }

  /** EC2's error code. */
  public String code() {
    return code;
  }
}
