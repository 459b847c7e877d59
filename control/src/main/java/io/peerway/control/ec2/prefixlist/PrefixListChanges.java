package io.peerway.control.ec2.prefixlist;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.ManagedPrefixList;
import io.peerway.control.model.PrefixListEntry;
import io.peerway.control.model.PrefixListState;
import io.peerway.control.model.PrefixListVersion;
import java.util.List;
import java.util.Optional;

/** ModifyManagedPrefixList, RestoreManagedPrefixListVersion. */
public final class PrefixListChanges {
  private PrefixListChanges() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("ModifyManagedPrefixList", PrefixListChanges::modify)
            .takes("PrefixListId", "CurrentVersion", "PrefixListName", "MaxEntries")
            .takes("AddEntry.N.Cidr", "AddEntry.N.Description", "RemoveEntry.N.Cidr")
            .refuses("IpamPrefixListResolverSyncEnabled"),
        Action.write("RestoreManagedPrefixListVersion", PrefixListChanges::restore)
            .takes("PrefixListId", "PreviousVersion", "CurrentVersion"));
  }

  private static void modify(WriteCall call, Xml xml) {
    ManagedPrefixList list = Lookup.PREFIX_LIST.required(call, "PrefixListId");
    Parameters given = call.parameters();
    String name =
        given.text("PrefixListName").map(PrefixListActions::checkName).orElse(list.name());
    Optional<Integer> size = PrefixListActions.maxEntries(call);
    List<PrefixListEntry> removed =
        PrefixListEntries.read(given.structures("RemoveEntry"), list.family());
    List<PrefixListEntry> added =
        PrefixListEntries.read(given.structures("AddEntry"), list.family());
    checkVersion(given, list);
    boolean changesEntries = !removed.isEmpty() || !added.isEmpty();
    if (changesEntries && size.isPresent()) {
      throw Errors.invalidCombination(
          "You cannot modify the entries and the maximum entries for the prefix list in the same"
              + " request.");
    }
    List<PrefixListEntry> before = PrefixListActions.entries(call, list, list.version());
    ManagedPrefixList modified = list.modified(name, size.orElse(list.maxEntries()));
    ManagedPrefixList changed =
        changesEntries
            ? putEntries(call, modified, PrefixListEntries.change(before, removed, added))
            : resized(call, list, modified, before.size());
    xml.element(
        "prefixList", () -> PrefixListActions.write(call, xml, changed, "modify-in-progress"));
  }

  /** The list in its new size, or, where that is too much for what references it, as it was. */
  private static ManagedPrefixList resized(
      WriteCall call, ManagedPrefixList old, ManagedPrefixList modified, int entries) {
    PrefixListEntries.checkCount(entries, modified.maxEntries());
    call.draft().put(modified);
    List<String> tooFull = PrefixListReferences.tooFull(call, old.id());
    if (tooFull.isEmpty()) {
      return modified;
    }
    ManagedPrefixList failed =
        old.failed(
            PrefixListState.MODIFY_FAILED,
            "These resources cannot have "
                + modified.maxEntries()
                + " entries: "
                + String.join(", ", tooFull));
    call.draft().put(failed);
    return failed;
  }

  private static void restore(WriteCall call, Xml xml) {
    ManagedPrefixList list = Lookup.PREFIX_LIST.required(call, "PrefixListId");
    Parameters given = call.parameters();
    given.required("PreviousVersion");
    given.required("CurrentVersion");
    long previous = given.integer("PreviousVersion", 1, Integer.MAX_VALUE).orElseThrow();
    checkVersion(given, list);
    List<PrefixListEntry> entries = PrefixListActions.entries(call, list, previous);
    ManagedPrefixList restored = putEntries(call, list.restored(), entries);
    xml.element(
        "prefixList", () -> PrefixListActions.write(call, xml, restored, "restore-in-progress"));
  }

  private static void checkVersion(Parameters given, ManagedPrefixList list) {
    Optional<Integer> current = given.integer("CurrentVersion", 1, Integer.MAX_VALUE);
    if (current.isPresent() && current.get() != list.version()) {
      throw new Ec2Exception(
          "PrefixListVersionMismatch", "The prefix list has the incorrect version number.");
    }
  }

  /** Gives a list other entries, as a new version. */
  private static ManagedPrefixList putEntries(
      WriteCall call, ManagedPrefixList list, List<PrefixListEntry> entries) {
    PrefixListEntries.checkCount(entries.size(), list.maxEntries());
    ManagedPrefixList next = list.nextVersion();
    call.draft().put(next);
    call.draft().put(new PrefixListVersion(next.id(), next.version(), entries));
    PrefixListVersion.of(call.inventory(), next, next.version() - PrefixListVersion.REMEMBERED)
        .ifPresent(call.draft()::delete);
    return next;
  }
}
