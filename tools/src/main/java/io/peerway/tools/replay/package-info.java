/**
 * Packets out of files: {@link io.peerway.tools.replay.Replay} sends them to a running router,
 * {@link io.peerway.tools.replay.Check} forwards them off-line by a saved {@link
 * io.peerway.tools.replay.LabState} and compares what leaves.
 */
package io.peerway.tools.replay;
