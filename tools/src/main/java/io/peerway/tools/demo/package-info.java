/**
 * {@code peerway demo}: the peering tutorial on real packets, step by step, each step held against
 * what is expected.
 */
package io.peerway.tools.demo;
