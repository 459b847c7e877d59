/** Actions on VPCs and what surrounds them: subnets, blocks, DHCP options, internet gateways. */
package io.peerway.control.ec2.vpc;
