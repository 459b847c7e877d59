package io.peerway.control.ec2.prefixlist;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Idempotency;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.AddressFamily;
import io.peerway.control.model.ManagedPrefixList;
import io.peerway.control.model.PrefixListEntry;
import io.peerway.control.model.PrefixListState;
import io.peerway.control.model.PrefixListVersion;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * CreateManagedPrefixList, DescribeManagedPrefixLists, DeleteManagedPrefixList,
 * GetManagedPrefixListEntries, GetManagedPrefixListAssociations.
 */
public final class PrefixListActions {
  private static final int MOST_RESULTS = 100;
  private static final int MOST_ASSOCIATIONS = 255;
  private static final int LONGEST_NAME = 255;

  private static final Filters<ManagedPrefixList> FILTERS =
      Filters.<ManagedPrefixList>tagged(ManagedPrefixList::id)
          .on("owner-id", list -> list.scope().account())
          .on("prefix-list-id", ManagedPrefixList::id)
          .on("prefix-list-name", ManagedPrefixList::name);

  private PrefixListActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateManagedPrefixList", PrefixListActions::create)
            .takes("PrefixListName", "MaxEntries", "AddressFamily", "ClientToken")
            .takes("Entry.N.Cidr", "Entry.N.Description")
            .takesTags(),
        Action.read("DescribeManagedPrefixLists", PrefixListActions::describe)
            .takes("PrefixListId.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteManagedPrefixList", PrefixListActions::delete).takes("PrefixListId"),
        Action.read("GetManagedPrefixListEntries", PrefixListActions::entries)
            .takes("PrefixListId", "TargetVersion")
            .takesPages(),
        Action.read("GetManagedPrefixListAssociations", PrefixListActions::associations)
            .takes("PrefixListId")
            .takesPages());
  }

  private static void create(WriteCall call, Xml xml) {
    Optional<ManagedPrefixList> before = Idempotency.earlier(call, ManagedPrefixList.KIND);
    ManagedPrefixList list = before.orElseGet(() -> createNew(call));
    xml.element("prefixList", () -> write(call, xml, list, "create-in-progress"));
  }

  private static ManagedPrefixList createNew(WriteCall call) {
    String name = checkName(call.parameters().required("PrefixListName"));
    call.parameters().required("MaxEntries");
    int most = maxEntries(call).orElseThrow();
    AddressFamily family = family(call.parameters().required("AddressFamily"));
    List<PrefixListEntry> entries =
        PrefixListEntries.read(call.parameters().structures("Entry"), family);
    PrefixListEntries.checkCount(entries.size(), most);
    int others = call.inventory().by(ManagedPrefixList.BY_SCOPE, call.caller()).size();
    if (others >= call.quotas().of(Quota.PREFIX_LISTS_PER_REGION)) {
      throw new Ec2Exception(
          "PrefixListLimitExceeded", "The maximum number of prefix lists has been reached.");
    }
    ManagedPrefixList list =
        new ManagedPrefixList(
            call.ids().next(ResourceType.PREFIX_LIST),
            call.caller(),
            name,
            family,
            most,
            1,
            PrefixListState.CREATE_COMPLETE,
            Optional.empty());
    call.draft().put(list);
    call.draft().put(new PrefixListVersion(list.id(), 1, entries));
    TagSpecifications.apply(call, ResourceType.PREFIX_LIST, list.id());
    Idempotency.remember(call, list.id());
    return list;
  }

  /** A size, if the call has one. */
  static Optional<Integer> maxEntries(WriteCall call) {
    return call.parameters()
        .integer("MaxEntries", 1, call.quotas().of(Quota.ENTRIES_PER_PREFIX_LIST));
  }

  static String checkName(String name) {
    if (name.length() > LONGEST_NAME || name.startsWith("com.amazonaws")) {
      throw Errors.invalidValue(
          "prefixListName",
          name,
          "It can have up to " + LONGEST_NAME + " characters and cannot start with com.amazonaws.");
    }
    return name;
  }

  private static AddressFamily family(String text) {
    return Arrays.stream(AddressFamily.values())
        .filter(family -> family.code().equals(text))
        .findFirst()
        .orElseThrow(() -> Errors.invalidValue("addressFamily", text, "It must be IPv4 or IPv6."));
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.PREFIX_LIST.wanted(call, "PrefixListId", ManagedPrefixList.BY_SCOPE, FILTERS),
            ManagedPrefixList::id,
            MOST_RESULTS)
        .write(xml, "prefixListSet", list -> write(call, xml, list, list.state().code()));
  }

  private static void delete(WriteCall call, Xml xml) {
    ManagedPrefixList list = Lookup.PREFIX_LIST.required(call, "PrefixListId");
    // EC2 takes the call, and the list stays.
    List<PrefixListReferences.Reference> references =
        PrefixListReferences.of(call.inventory(), list.id()).toList();
    xml.element("prefixList", () -> write(call, xml, list, "delete-in-progress"));
    if (references.isEmpty()) {
      call.inventory().by(PrefixListVersion.BY_LIST, list.id()).forEach(call.draft()::delete);
      Tags.forget(call.draft(), list.id());
      call.draft().delete(list);
    } else {
      call.draft()
          .put(
              list.failed(
                  PrefixListState.DELETE_FAILED,
                  "The prefix list is referenced by "
                      + references.stream()
                          .map(PrefixListReferences.Reference::resourceId)
                          .collect(Collectors.joining(", "))
                      + "."));
    }
  }

  private static void entries(Call call, Xml xml) {
    ManagedPrefixList list = Lookup.PREFIX_LIST.required(call, "PrefixListId");
    Optional<Integer> target = call.parameters().integer("TargetVersion", 1, Integer.MAX_VALUE);
    long version = target.isPresent() ? target.get() : list.version();
    Page.of(call, entries(call, list, version).stream(), entry -> entry.cidr().text(), MOST_RESULTS)
        .write(
            xml,
            "entrySet",
            entry ->
                xml.text("cidr", entry.cidr().text()).text("description", entry.description()));
  }

  /**
   * The entries that a list has, or had once.
   *
   * @throws Ec2Exception if it has no such version, or has it no more
   */
  static List<PrefixListEntry> entries(Call call, ManagedPrefixList list, long version) {
    return PrefixListVersion.of(call.inventory(), list, version)
        .map(PrefixListVersion::entries)
        .orElseThrow(() -> Errors.invalidValue("The prefix list has no version " + version + "."));
  }

  private static void associations(Call call, Xml xml) {
    ManagedPrefixList list = Lookup.PREFIX_LIST.required(call, "PrefixListId");
    Page.of(
            call,
            PrefixListReferences.of(call.inventory(), list.id()),
            PrefixListReferences.Reference::resourceId,
            MOST_ASSOCIATIONS)
        .write(
            xml,
            "prefixListAssociationSet",
            reference ->
                xml.text("resourceId", reference.resourceId())
                    .text("resourceOwner", reference.owner()));
  }

  /**
   * Writes a list.
   *
   * @param state the one that it is in, or a passing one that a reply shows
   */
  static void write(Call call, Xml xml, ManagedPrefixList list, String state) {
    xml.text("prefixListId", list.id())
        .text("addressFamily", list.family().code())
        .text("state", state)
        .text("stateMessage", list.stateMessage())
        .text("prefixListArn", list.scope().arn("prefix-list", list.id()))
        .text("prefixListName", list.name())
        .text("maxEntries", list.maxEntries())
        .text("version", list.version());
    TagSpecifications.write(call, xml, list.id());
    xml.text("ownerId", list.scope().account());
  }
}
