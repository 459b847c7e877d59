/** What peering connections carried, and what that would have been charged. */
package io.peerway.tools.metering;
