/**
 * Where packets enter and leave the router: TAP devices. A port has a queue for each worker; this
 * package knows nothing of workers or of what the packets mean.
 */
package io.peerway.dataplane.port;
