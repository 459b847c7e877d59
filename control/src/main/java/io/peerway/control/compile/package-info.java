/**
 * Turns the records into what the data plane forwards by.
 *
 * <p>{@link io.peerway.control.compile.Publisher} hears of every commit, finds out what it {@link
 * io.peerway.control.compile.Affected affects}, has that and nothing else compiled anew by {@link
 * io.peerway.control.compile.Compiler}, and publishes the result to the {@link
 * io.peerway.control.compile.Datapath}.
 */
package io.peerway.control.compile;
