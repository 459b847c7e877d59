package io.peerway.tools.operator;

/** The arguments of an operation that takes none. */
public record NoArguments() {}
