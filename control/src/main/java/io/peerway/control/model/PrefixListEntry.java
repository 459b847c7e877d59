package io.peerway.control.model;

import java.util.Optional;

/** One block of a managed prefix list. */
public record PrefixListEntry(Cidr cidr, Optional<String> description) {}
