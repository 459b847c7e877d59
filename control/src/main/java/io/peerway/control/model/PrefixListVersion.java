package io.peerway.control.model;

import java.util.List;
import java.util.Optional;

/**
 * The entries that a managed prefix list has, or had once.
 *
 * @param version 1 for those that the list was created with
 * @param entries by their blocks, in the order of their texts
 */
public record PrefixListVersion(String listId, long version, List<PrefixListEntry> entries)
    implements Entity {
  /** How many versions of a list are remembered. */
  public static final int REMEMBERED = 1000;

  public static final Index<PrefixListVersion, String> BY_LIST =
      Index.on(PrefixListVersion::listId);
  public static final Kind<PrefixListVersion> KIND =
      new Kind<>("prefix-list-version", PrefixListVersion.class, List.of(BY_LIST));

  public PrefixListVersion {
    entries = List.copyOf(entries);
  }

  /** What a version is filed under. */
  public static String id(String listId, long version) {
    return listId + " " + version;
  }

  @Override
  public String id() {
    return id(listId, version);
  }

  @Override
  public Kind<PrefixListVersion> kind() {
    return KIND;
  }

  /** The blocks that a list has now; none if there is no such list. */
  public static List<Cidr> blocks(Inventory inventory, String listId) {
    return inventory
        .find(ManagedPrefixList.KIND, listId)
        .flatMap(list -> of(inventory, list, list.version()))
        .map(version -> version.entries().stream().map(PrefixListEntry::cidr).toList())
        .orElse(List.of());
  }

  /** A version of a list, if it is remembered. */
  public static Optional<PrefixListVersion> of(
      Inventory inventory, ManagedPrefixList list, long version) {
    return inventory.find(KIND, id(list.id(), version));
  }
}
