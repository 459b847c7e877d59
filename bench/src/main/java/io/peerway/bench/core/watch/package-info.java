/** Who can look on while the pipeline forwards: one file for each. */
package io.peerway.bench.core.watch;
