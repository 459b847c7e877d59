/** End-to-end runs of Peerway and of other routers between two hosts, and their comparison. */
package io.peerway.bench.forward;
