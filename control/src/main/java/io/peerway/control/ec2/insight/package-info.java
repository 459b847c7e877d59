/** Actions on network insights paths and analyses. */
package io.peerway.control.ec2.insight;
