/** The {@code peerway} command line. */
package io.peerway.tools;
