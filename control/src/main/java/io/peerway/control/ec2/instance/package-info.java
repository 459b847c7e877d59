/** Actions on instances. */
package io.peerway.control.ec2.instance;
