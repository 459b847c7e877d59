/**
 * The EC2 Query protocol: parameters in, XML out.
 *
 * <p>Start at {@link io.peerway.control.ec2.Ec2Service}, which runs one call. An action, the call
 * it answers and the answer it writes are in {@link io.peerway.control.ec2.protocol}; each family
 * of actions has a package of its own, named for what it is about.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html">EC2 API
 *     reference</a>
 */
package io.peerway.control.ec2;
