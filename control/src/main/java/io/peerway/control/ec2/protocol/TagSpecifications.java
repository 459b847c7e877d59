package io.peerway.control.ec2.protocol;

import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Tags;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads and writes tags.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions">
 *     Tag restrictions</a>
 */
public final class TagSpecifications {
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private TagSpecifications() {}

  /** Gives a resource that the call has just created the tags that the call asks for. */
  public static void apply(WriteCall call, ResourceType type, String id) {
    checkTypes(call, Set.of(type));
    applyOwn(call, type, id);
  }

  /**
   * Refuses tags for what the call does not create.
   *
   * @param created the types of what it creates
   */
  public static void checkTypes(WriteCall call, Set<ResourceType> created) {
    for (Parameters specification : call.parameters().structures("TagSpecification")) {
      String wanted = specification.required("ResourceType");
      if (created.stream().noneMatch(type -> wanted.equals(type.tagName()))) {
        throw Errors.invalidValue(
            "'" + wanted + "' is not a valid taggable resource type for this operation.");
      }
    }
  }

  /** Gives a resource the tags that the call asks for its type, among others perhaps. */
  public static void applyOwn(WriteCall call, ResourceType type, String id) {
    NavigableMap<String, String> tags = new TreeMap<>();
    for (Parameters specification : call.parameters().structures("TagSpecification")) {
      if (!specification.required("ResourceType").equals(type.tagName())) {
        continue;
      }
      NavigableMap<String, String> some = read(specification.structures("Tag"));
      if (some.isEmpty()) {
        throw Errors.invalidValue("Tag specification must have at least one tag");
      }
      if (some.keySet().stream().anyMatch(tags::containsKey)) {
        throw Errors.invalidValue("Tag specification resource type must be unique");
      }
      tags.putAll(some);
    }
    checkCount(tags);
    Tags.set(call.draft(), call.caller(), id, type, tags);
  }

  /**
   * Tags to be set; a missing value is the empty text.
   *
   * @throws Ec2Exception if a key or value breaks the rules, or a key comes twice
   */
  public static NavigableMap<String, String> read(List<Parameters> structures) {
    NavigableMap<String, String> tags = new TreeMap<>();
    for (Parameters tag : structures) {
      String key = tag.required("Key");
      String value = tag.textOrEmpty("Value").orElse("");
      checkKey(key);
      if (value.length() > LONGEST_VALUE) {
        throw Errors.invalidValue(
            "Tag value exceeds the maximum length of " + LONGEST_VALUE + " characters");
      }
      if (tags.put(key, value) != null) {
        throw Errors.invalidValue("Duplicate tag key '" + key + "' specified.");
      }
    }
    return tags;
  }

  public static void checkKey(String key) {
    if (key.length() > LONGEST_KEY) {
      throw Errors.invalidValue(
          "Tag key exceeds the maximum length of " + LONGEST_KEY + " characters");
    }
    if (key.startsWith("aws:")) {
      throw Errors.invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    }
  }

  public static void checkCount(Map<String, String> tags) {
    if (tags.size() > Tags.LIMIT) {
      throw new Ec2Exception(
          "TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
    }
  }

  /** Writes the resource's tags as the caller set them, if there are any. */
  public static void writeIfAny(Call call, Xml xml, String id) {
    xml.listIfAny("tagSet", of(call, id), tag -> write(xml, tag));
  }

  /** Writes the resource's tags as the caller set them, be it an empty list. */
  public static void write(Call call, Xml xml, String id) {
    xml.list("tagSet", of(call, id), tag -> write(xml, tag));
  }

  private static Iterable<Map.Entry<String, String>> of(Call call, String id) {
    return Tags.of(call.inventory(), call.caller(), id).entrySet();
  }

  private static void write(Xml xml, Map.Entry<String, String> tag) {
    xml.text("key", tag.getKey()).text("value", tag.getValue());
  }
}
