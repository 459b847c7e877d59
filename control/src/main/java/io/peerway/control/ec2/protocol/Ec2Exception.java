package io.peerway.control.ec2.protocol;

/** A call that is answered with an error; it changes nothing. */
public final class Ec2Exception extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * @param status of the HTTP answer
   * @param code such as {@code InvalidVpcID.NotFound}; clients decide by it
   * @param message for people
   */
  public Ec2Exception(int status, String code, String message) {
    // Errors are answers, not accidents: nobody reads their stack traces.
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** An error that is the client's, status 400. */
  public Ec2Exception(String code, String message) {
    this(400, code, message);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }
}
