/** Forwards packets between ports. Knows tables and filters; nothing of HTTP, EC2 or storage. */
package io.peerway.dataplane;
