/** The connections that the running router tracks, as {@code peerway flows} lists them. */
package io.peerway.tools.flows;
