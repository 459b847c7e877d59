package io.peerway.control.ec2.protocol;

/**
 * The answer to a call.
 *
 * @param status of the HTTP answer
 * @param code {@code Success}, or the error's code
 * @param body XML
 */
public record ApiAnswer(int status, String code, String body) {
  /** The code of an answer that is not an error. */
  public static final String SUCCESS = "Success";
}
