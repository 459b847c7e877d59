/**
 * Says in words how a packet is decided: finds the port that it would come from, has the data plane
 * decide it, and puts what each stage found into sentences, with the command that would change it.
 */
package io.peerway.tools.explain;
