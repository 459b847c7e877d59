/** Knows what the user wants and compiles it into forwarding state. */
package io.peerway.control;
