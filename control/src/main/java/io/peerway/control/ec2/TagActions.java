package io.peerway.control.ec2;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.TagSet;
import io.peerway.control.model.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** CreateTags, DeleteTags, DescribeTags. */
final class TagActions {
  private static final int MOST_RESULTS = 1000;

  /** One tag of one resource. */
  private record Tag(TagSet of, String key, String value) {
    String place() {
      return of.resourceId() + " " + key;
    }
  }

  private static final Filters<Tag> FILTERS =
      Filters.<Tag>taggedWith((call, tag) -> Map.of(tag.key(), tag.value()))
          .on("key", Tag::key)
          .on("resource-id", tag -> tag.of().resourceId())
          .on("resource-type", tag -> tag.of().type().tagName())
          .on("value", Tag::value);

  private TagActions() {}

  static List<Action> actions() {
    return List.of(
        Action.write("CreateTags", TagActions::create)
            .takes("ResourceId.N", "Tag.N.Key", "Tag.N.Value"),
        Action.write("DeleteTags", TagActions::delete)
            .takes("ResourceId.N", "Tag.N.Key", "Tag.N.Value"),
        Action.read("DescribeTags", TagActions::describe).takesFilters().takesPages());
  }

  private static void create(WriteCall call, Xml xml) {
    List<String> ids = resources(call);
    NavigableMap<String, String> tags = TagSpecifications.read(call.parameters().structures("Tag"));
    if (tags.isEmpty()) {
      throw Errors.missingParameter("Tag");
    }
    for (String id : ids) {
      NavigableMap<String, String> all = new TreeMap<>(current(call, id));
      all.putAll(tags);
      TagSpecifications.checkCount(all);
      Tags.set(call.draft(), call.caller(), id, type(id), all);
    }
    xml.text("return", true);
  }

  private static void delete(WriteCall call, Xml xml) {
    List<String> ids = resources(call);
    List<Parameters> tags = call.parameters().structures("Tag");
    tags.forEach(tag -> TagSpecifications.checkKey(tag.required("Key")));
    for (String id : ids) {
      NavigableMap<String, String> rest = new TreeMap<>(current(call, id));
      if (tags.isEmpty()) {
        rest.clear();
      }
      for (Parameters tag : tags) {
        String key = tag.required("Key");
        // With a value, even an empty one, only a tag of that value goes.
        tag.textOrEmpty("Value")
            .ifPresentOrElse(value -> rest.remove(key, value), () -> rest.remove(key));
      }
      Tags.set(call.draft(), call.caller(), id, type(id), rest);
    }
    xml.text("return", true);
  }

  private static void describe(Call call, Xml xml) {
    Predicate<Tag> wanted = FILTERS.of(call);
    Stream<Tag> tags =
        call.inventory().by(TagSet.BY_SCOPE, call.caller()).stream()
            .flatMap(
                set ->
                    set.tags().entrySet().stream()
                        .map(tag -> new Tag(set, tag.getKey(), tag.getValue())))
            .filter(wanted);
    Page.of(call, tags, Tag::place, MOST_RESULTS)
        .write(
            xml,
            "tagSet",
            tag ->
                xml.text("resourceId", tag.of().resourceId())
                    .text("resourceType", tag.of().type().tagName())
                    .text("key", tag.key())
                    .text("value", tag.value()));
  }

  private static NavigableMap<String, String> current(Call call, String id) {
    return Tags.of(call.inventory(), call.caller(), id);
  }

  /** The ids that the call names; every one is of a resource that the caller can see. */
  private static List<String> resources(Call call) {
    List<String> ids = call.parameters().list("ResourceId");
    if (ids.isEmpty()) {
      throw Errors.missingParameter("ResourceId");
    }
    for (String id : ids) {
      Lookup.TAGGABLE.stream()
          .filter(lookup -> id.startsWith(lookup.idPrefix() + "-"))
          .findFirst()
          .orElseThrow(() -> new Ec2Exception("InvalidID", "The ID '" + id + "' is not valid"))
          .find(call, id);
    }
    return ids;
  }

  private static ResourceType type(String id) {
    return Arrays.stream(ResourceType.values())
        .filter(type -> id.startsWith(type.idPrefix() + "-"))
        .findFirst()
        .orElseThrow();
  }
}
