package io.peerway.dataplane.io;

/**
 * How full a ring is, by which one worker hands frames over to another, which has the only queue of
 * a device.
 *
 * @param from number of the worker that hands over
 * @param to number of the worker that writes
 * @param bytes that wait in it
 * @param capacity in bytes
 */
public record RingFill(int from, int to, long bytes, long capacity) {}
