/** Actions on flow logs. */
package io.peerway.control.ec2.flowlog;
