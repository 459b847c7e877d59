/**
 * Tells how the pipeline decides a packet, by having the pipeline decide it: {@link
 * io.peerway.dataplane.explain.Explainer} runs one packet through stages of its own, which are of
 * the same classes as a worker's, and {@link io.peerway.dataplane.explain.Journey} is what they
 * left in the burst's columns.
 */
package io.peerway.dataplane.explain;
