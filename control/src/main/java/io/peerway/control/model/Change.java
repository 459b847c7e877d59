package io.peerway.control.model;

import java.util.Optional;

/**
 * One entity written or removed.
 *
 * @param kind its kind
 * @param id its id
 * @param expectedRevision the revision it must still have for the change to be applied, 0 if it
 *     must not exist
 * @param entity its new value; empty if it is removed
 */
public record Change(Kind<?> kind, String id, long expectedRevision, Optional<Entity> entity) {}
