/** Measures the data plane against references on the same machine. */
package io.peerway.bench;
