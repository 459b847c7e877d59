package io.peerway.control.model;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The tags of one resource, as one account in one region set them; nobody else sees them.
 *
 * @param tags values by key, never empty
 */
public record TagSet(
    Scope scope, String resourceId, ResourceType type, NavigableMap<String, String> tags)
    implements Entity {
  public static final Index<TagSet, Scope> BY_SCOPE = Index.on(TagSet::scope);
  public static final Index<TagSet, String> BY_RESOURCE = Index.on(TagSet::resourceId);
  public static final Kind<TagSet> KIND =
      new Kind<>("tags", TagSet.class, List.of(BY_SCOPE, BY_RESOURCE));

  public TagSet {
    tags = Collections.unmodifiableNavigableMap(new TreeMap<>(tags));
  }

  /** What the tags of this resource in this scope are filed under. */
  public static String id(Scope scope, String resourceId) {
    return scope.account() + "/" + scope.region() + "/" + resourceId;
  }

  @Override
  public String id() {
    return id(scope, resourceId);
  }

  @Override
  public Kind<TagSet> kind() {
    return KIND;
  }
}
