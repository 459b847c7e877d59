package io.peerway.control.http;

/**
 * An answer.
 *
 * @param status such as 200
 * @param body text in UTF-8
 */
public record HttpReply(int status, String contentType, String body) {}
