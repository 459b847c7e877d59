package io.peerway.control.model;

/** An immutable record that the store keeps. */
public interface Entity {
  /** Unique among the entities of its kind. */
  String id();

  /** The table it is kept in. */
  Kind<?> kind();
}
