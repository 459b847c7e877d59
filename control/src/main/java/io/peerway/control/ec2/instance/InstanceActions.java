package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** DescribeInstances, DescribeInstanceStatus. */
public final class InstanceActions {
  private static final int MOST_RESULTS = 1000;

  private static final Filters<Instance> STATUS_FILTERS =
      Filters.<Instance>tagged(Instance::id)
          .on("availability-zone", Instance::zone)
          .on("instance-state-code", instance -> Integer.toString(instance.state().code()))
          .on("instance-state-name", instance -> instance.state().label())
          .on("instance-status.status", InstanceActions::status)
          .on("system-status.status", InstanceActions::status);

  private InstanceActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("DescribeInstances", InstanceActions::describe)
            .takes("InstanceId.N")
            .takesFilters()
            .takesPages(),
        Action.read("DescribeInstanceStatus", InstanceActions::describeStatus)
            .takes("InstanceId.N", "IncludeAllInstances")
            .takesFilters()
            .takesPages());
  }

  private static void describe(Call call, Xml xml) {
    Map<String, List<Instance>> reservations =
        listed(call, InstanceXml.FILTERS.of(call))
            .collect(
                Collectors.groupingBy(
                    Instance::reservationId, LinkedHashMap::new, Collectors.toList()));
    Page.of(call, reservations.keySet().stream().sorted(), Function.identity(), MOST_RESULTS)
        .write(
            xml,
            "reservationSet",
            id -> InstanceXml.writeReservation(call, xml, id, reservations.get(id)));
  }

  private static void describeStatus(Call call, Xml xml) {
    boolean all = call.parameters().flag("IncludeAllInstances").orElse(false);
    Stream<Instance> instances =
        listed(call, STATUS_FILTERS.of(call))
            .filter(instance -> all || instance.state() == InstanceState.RUNNING);
    Page.of(call, instances, Instance::id, MOST_RESULTS)
        .write(xml, "instanceStatusSet", instance -> writeStatus(xml, instance));
  }

  private static Stream<Instance> listed(Call call, Predicate<Instance> wanted) {
    Collection<Instance> all =
        call.inventory().by(Instance.BY_SCOPE, call.caller()).stream()
            .filter(instance -> !instance.isForgotten(call.now()))
            .toList();
    return Lookup.INSTANCE.listed(call, "InstanceId", all).stream().filter(wanted);
  }

  private static void writeStatus(Xml xml, Instance instance) {
    xml.text("instanceId", instance.id()).text("availabilityZone", instance.zone());
    InstanceXml.writeState(xml, "instanceState", instance.state());
    for (String what : List.of("systemStatus", "instanceStatus")) {
      xml.element(what, () -> xml.text("status", status(instance)));
    }
  }

  /** A host that was made is there: it is looked after by the kernel alone. */
  private static String status(Instance instance) {
    return switch (instance.state()) {
      case RUNNING -> "ok";
      case PENDING -> "initializing";
      default -> "not-applicable";
    };
  }
}
