/** One file with what somebody needs who looks for a fault of the router, and without secrets. */
package io.peerway.tools.bugreport;
