package io.peerway.tools.operator;

/**
 * How far the workers are.
 *
 * @param generation the one that was waited for
 * @param reached what every worker forwards by; it may be later
 */
public record WaitReport(long generation, long reached) {}
