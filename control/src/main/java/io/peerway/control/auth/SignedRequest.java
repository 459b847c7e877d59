package io.peerway.control.auth;

import java.util.Map;

/**
 * A request as its signature covers it.
 *
 * @param method in capitals
 * @param path as it was sent
 * @param query its parameters, decoded; none comes twice
 * @param headers by their names in lower case; several with one name joined by commas
 * @param body as it came, one character a byte
 */
public record SignedRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {}
