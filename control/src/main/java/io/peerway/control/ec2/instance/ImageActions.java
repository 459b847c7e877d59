package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Instance;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * DescribeImages: every id that a call names is an image of the caller, since nothing comes of it;
 * a call that names none is shown those of its instances.
 */
public final class ImageActions {
  private static final int MOST_RESULTS = 1000;
  private static final String SELF = "self";

  private static final Filters<String> FILTERS =
      Filters.<String>untagged()
          .on("architecture", image -> InstanceXml.ARCHITECTURE)
          .on("image-id", image -> image)
          .on("image-type", image -> "machine")
          .on("is-public", image -> "false")
          .on("name", image -> image)
          .onAny("owner-id", (call, image) -> Stream.of(call.caller().account()))
          .onNone("owner-alias")
          .on("root-device-type", image -> InstanceXml.ROOT_DEVICE_TYPE)
          .on("state", image -> "available")
          .on("virtualization-type", image -> InstanceXml.VIRTUALIZATION_TYPE);

  private ImageActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("DescribeImages", ImageActions::describe)
            .takes("ImageId.N", "Owner.N", "ExecutableBy.N", "IncludeDeprecated", "IncludeDisabled")
            .takesFilters()
            .takesPages());
  }

  private static void describe(Call call, Xml xml) {
    List<String> named = call.parameters().list("ImageId");
    Stream<String> images =
        (named.isEmpty() ? used(call) : named.stream())
            .filter(image -> isMeant(call, "Owner") && isMeant(call, "ExecutableBy"))
            .distinct()
            .sorted()
            .filter(FILTERS.of(call));
    Page.of(call, images, Function.identity(), MOST_RESULTS)
        .write(xml, "imagesSet", image -> write(call, xml, image));
  }

  /** Whether a list of accounts has the caller, or nobody. */
  private static boolean isMeant(Call call, String list) {
    List<String> accounts = call.parameters().list(list);
    return accounts.isEmpty()
        || accounts.contains(SELF)
        || accounts.contains(call.caller().account());
  }

  private static Stream<String> used(Call call) {
    return call.inventory().by(Instance.BY_SCOPE, call.caller()).stream().map(Instance::imageId);
  }

  private static void write(Call call, Xml xml, String image) {
    xml.text("imageId", image)
        .text("imageLocation", call.caller().account() + "/" + image)
        .text("imageState", "available")
        .text("imageOwnerId", call.caller().account())
        .text("isPublic", false)
        .text("architecture", InstanceXml.ARCHITECTURE)
        .text("imageType", "machine")
        .text("name", image)
        .text("rootDeviceType", InstanceXml.ROOT_DEVICE_TYPE)
        .list("blockDeviceMapping", List.of(), none -> {})
        .text("virtualizationType", InstanceXml.VIRTUALIZATION_TYPE);
  }
}
