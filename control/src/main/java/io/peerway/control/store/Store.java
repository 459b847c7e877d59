package io.peerway.control.store;

import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Keeps entities. This is all that is asked of a database.
 *
 * <p>The revision grows with every commit and belongs to the whole store; an entity's revision is
 * that of the commit that wrote it last.
 */
public interface Store extends AutoCloseable {
  /**
   * Reports every entity with its revision, then returns the revision at which they are consistent.
   *
   * @throws StoreException if the entities cannot be read
   */
  long load(BiConsumer<Entity, Long> each);

  /**
   * Applies all changes, or none.
   *
   * <p>Every watcher has been told of the commit when this returns.
   *
   * @param changes at least one, at most one an entity
   * @return the new revision
   * @throws ConflictException if an entity does not have its expected revision any more
   * @throws StoreException if the changes cannot be made to last
   */
  long commit(List<Change> changes);

  /**
   * Reports every commit from now on, in the order of the revisions and whoever made it.
   *
   * @param watcher called by one thread at a time; must not throw and must not commit
   */
  void watch(Consumer<Commit> watcher);

  /** Gives up what the store holds; reports nothing any more. */
  @Override
  void close();
}
