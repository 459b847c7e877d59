/**
 * The EC2 Query protocol: parameters in, XML out.
 *
 * <p>Start at {@link io.peerway.control.ec2.Ec2Service}, which runs one call; an {@link
 * io.peerway.control.ec2.Action} says which parameters it takes, and each family of actions is a
 * class of its own.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html">EC2 API
 *     reference</a>
 */
package io.peerway.control.ec2;
