/** Actions on managed prefix lists. */
package io.peerway.control.ec2.prefixlist;
