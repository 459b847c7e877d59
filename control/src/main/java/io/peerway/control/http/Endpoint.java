package io.peerway.control.http;

/** What the server serves. */
public interface Endpoint {
  /** Answers a request; may take its time, and must not throw. */
  HttpReply answer(HttpCall call);

  /**
   * The answer to a request that the server itself refuses.
   *
   * @param status such as 413
   * @param why for people
   */
  HttpReply refusal(int status, String why);
}
