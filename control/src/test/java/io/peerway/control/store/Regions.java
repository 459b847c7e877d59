package io.peerway.control.store;

import io.peerway.control.model.AccountRegion;
import io.peerway.control.model.Change;
import io.peerway.control.model.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Small entities to fill stores with. */
final class Regions {
  private Regions() {}

  static AccountRegion region(String name, String dhcpOptions) {
    return new AccountRegion(new Scope("111111111111", name), dhcpOptions);
  }

  static Change put(AccountRegion region, long expectedRevision) {
    return new Change(region.kind(), region.id(), expectedRevision, Optional.of(region));
  }

  static Change remove(AccountRegion region, long expectedRevision) {
    return new Change(region.kind(), region.id(), expectedRevision, Optional.empty());
  }

  /** What a store holds: entities with their revisions, by id. */
  static Map<String, String> contents(Store store) {
    Map<String, String> contents = new TreeMap<>();
    store.load((entity, revision) -> contents.put(entity.id(), entity + " @" + revision));
    return contents;
  }
}
