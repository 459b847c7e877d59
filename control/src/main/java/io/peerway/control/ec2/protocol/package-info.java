/** What all actions are written with: the call, its parameters, the answer, its errors. */
package io.peerway.control.ec2.protocol;
