/** Gives a VPC's device to a network namespace and sets up the host there. */
package io.peerway.tools.attach;
