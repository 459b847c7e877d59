/** Actions on network interfaces. */
package io.peerway.control.ec2.networkinterface;
