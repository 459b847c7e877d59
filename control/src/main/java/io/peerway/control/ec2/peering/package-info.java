/** Actions on VPC peering connections and their options. */
package io.peerway.control.ec2.peering;
