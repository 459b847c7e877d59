/** The commands of {@code peerway}: options in, text or JSON out; one class each. */
package io.peerway.tools.command;
