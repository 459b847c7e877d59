package io.peerway.tools.operator;

/**
 * What is to be waited for, and for how long.
 *
 * @param generation number of a forwarding state
 * @param timeoutMillis patience in milliseconds
 */
public record WaitArguments(long generation, long timeoutMillis) {}
