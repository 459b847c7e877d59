/** What the pipeline takes for a packet when no device is involved. */
package io.peerway.bench.core;
