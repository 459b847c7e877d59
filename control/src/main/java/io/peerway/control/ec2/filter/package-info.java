/** Actions on security groups and network ACLs. */
package io.peerway.control.ec2.filter;
