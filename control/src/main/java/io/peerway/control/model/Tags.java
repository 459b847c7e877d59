package io.peerway.control.model;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reading and changing the tags of resources. */
public final class Tags {
  /** As many as EC2 allows on one resource. */
  public static final int LIMIT = 50;

  private Tags() {}

  /** The tags that this scope set on a resource, by key; empty if none. */
  public static NavigableMap<String, String> of(
      Inventory inventory, Scope scope, String resourceId) {
    return inventory
        .find(TagSet.KIND, TagSet.id(scope, resourceId))
        .map(TagSet::tags)
        .orElse(Collections.emptyNavigableMap());
  }

  /** Replaces all tags of a resource in this scope. */
  public static void set(
      Draft draft, Scope scope, String resourceId, ResourceType type, Map<String, String> tags) {
    TagSet set = new TagSet(scope, resourceId, type, new TreeMap<>(tags));
    if (tags.isEmpty()) {
      draft.delete(set);
    } else {
      draft.put(set);
    }
  }

  /** Forgets a resource's tags in every scope: the resource is gone. */
  public static void forget(Draft draft, String resourceId) {
    draft.inventory().by(TagSet.BY_RESOURCE, resourceId).forEach(draft::delete);
  }
}
