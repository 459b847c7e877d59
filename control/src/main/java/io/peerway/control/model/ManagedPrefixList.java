package io.peerway.control.model;

import java.util.List;
import java.util.Optional;

/**
 * A managed prefix list: blocks that routes and security group rules name together. Its entries are
 * those of its {@link PrefixListVersion}.
 *
 * @param maxEntries how many it may have; it counts for as many where it is referenced
 * @param version of its entries
 * @param stateMessage why the last thing failed
 */
public record ManagedPrefixList(
    String id,
    Scope scope,
    String name,
    AddressFamily family,
    int maxEntries,
    long version,
    PrefixListState state,
    Optional<String> stateMessage)
    implements Entity {
  public static final Index<ManagedPrefixList, Scope> BY_SCOPE = Index.on(ManagedPrefixList::scope);
  public static final Kind<ManagedPrefixList> KIND =
      new Kind<>("prefix-list", ManagedPrefixList.class, List.of(BY_SCOPE));

  @Override
  public Kind<ManagedPrefixList> kind() {
    return KIND;
  }

  /** With another name and size. */
  public ManagedPrefixList modified(String newName, int newMaxEntries) {
    return with(newName, newMaxEntries, version, PrefixListState.MODIFY_COMPLETE, Optional.empty());
  }

  /** With entries of an earlier version. */
  public ManagedPrefixList restored() {
    return with(name, maxEntries, version, PrefixListState.RESTORE_COMPLETE, Optional.empty());
  }

  /** With other entries. */
  public ManagedPrefixList nextVersion() {
    return with(name, maxEntries, version + 1, state, stateMessage);
  }

  /** The same, but that something failed. */
  public ManagedPrefixList failed(PrefixListState failure, String why) {
    return with(name, maxEntries, version, failure, Optional.of(why));
  }

  private ManagedPrefixList with(
      String newName, int most, long newVersion, PrefixListState is, Optional<String> message) {
    return new ManagedPrefixList(id, scope, newName, family, most, newVersion, is, message);
  }
}
