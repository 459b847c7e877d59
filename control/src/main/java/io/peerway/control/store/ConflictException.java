package io.peerway.control.store;

/** Somebody else changed an entity in the meantime; nothing changed. */
public final class ConflictException extends StoreException {
  private static final long serialVersionUID = 1L;

  public ConflictException(String message) {
    super(message);
  }
}
