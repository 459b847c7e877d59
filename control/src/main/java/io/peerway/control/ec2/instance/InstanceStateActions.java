package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * TerminateInstances, StopInstances, StartInstances, RebootInstances: they write down what is
 * wanted, and whoever runs the hosts does it.
 */
public final class InstanceStateActions {
  private record Transition(Instance before, Instance after) {}

  private InstanceStateActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("TerminateInstances", InstanceStateActions::terminate).takes("InstanceId.N"),
        Action.write("StopInstances", InstanceStateActions::stop)
            .takes("InstanceId.N", "Force")
            .refuses("Hibernate"),
        Action.write("StartInstances", InstanceStateActions::start).takes("InstanceId.N"),
        Action.write("RebootInstances", InstanceStateActions::reboot).takes("InstanceId.N"));
  }

  private static void terminate(WriteCall call, Xml xml) {
    write(
        xml,
        change(
            call,
            instance ->
                switch (instance.state()) {
                  case SHUTTING_DOWN, TERMINATED -> instance;
                  default -> {
                    checkMay(
                        !instance.protection().termination(),
                        instance,
                        "terminated",
                        "disableApiTermination");
                    yield instance.in(
                        InstanceState.SHUTTING_DOWN, Optional.of(Instance.Reason.USER));
                  }
                }));
  }

  private static void stop(WriteCall call, Xml xml) {
    call.parameters().flag("Force"); // a host that does not listen is ended in any case
    write(
        xml,
        change(
            call,
            instance ->
                switch (instance.state()) {
                  case STOPPING, STOPPED -> instance;
                  case RUNNING -> {
                    checkMay(!instance.protection().stop(), instance, "stopped", "disableApiStop");
                    yield instance.in(InstanceState.STOPPING, Optional.of(Instance.Reason.USER));
                  }
                  default -> throw incorrectState(instance, "stopped");
                }));
  }

  private static void start(WriteCall call, Xml xml) {
    write(
        xml,
        change(
            call,
            instance ->
                switch (instance.state()) {
                  case PENDING, RUNNING -> instance;
                  case STOPPED -> instance.startedAgain(InstanceState.PENDING, call.now());
                  default -> throw incorrectState(instance, "started");
                }));
  }

  private static void reboot(WriteCall call, Xml xml) {
    change(
        call,
        instance -> {
          if (instance.state() != InstanceState.RUNNING) {
            throw incorrectState(instance, "rebooted");
          }
          // EC2's launch time is that of the last start, and a reboot is none.
          return instance.startedAgain(InstanceState.RUNNING, instance.launchedAt());
        });
    xml.text("return", true);
  }

  private static List<Transition> change(WriteCall call, UnaryOperator<Instance> how) {
    List<String> ids = call.parameters().list("InstanceId");
    if (ids.isEmpty()) {
      throw Errors.missingParameter("InstanceId");
    }
    List<Transition> changes =
        ids.stream()
            .distinct()
            .map(id -> Lookup.INSTANCE.find(call, id))
            .map(instance -> new Transition(instance, how.apply(instance)))
            .toList();
    changes.forEach(change -> call.draft().put(change.after()));
    return changes;
  }

  private static void write(Xml xml, List<Transition> changes) {
    xml.list(
        "instancesSet",
        changes,
        change -> {
          xml.text("instanceId", change.before().id());
          InstanceXml.writeState(xml, "currentState", change.after().state());
          InstanceXml.writeState(xml, "previousState", change.before().state());
        });
  }

  private static void checkMay(boolean may, Instance instance, String what, String attribute) {
    if (!may) {
      throw Errors.notPermitted(
          "The instance '%s' may not be %s. Modify its '%s' instance attribute and try again."
              .formatted(instance.id(), what, attribute));
    }
  }

  private static Ec2Exception incorrectState(Instance instance, String what) {
    return new Ec2Exception(
        "IncorrectInstanceState",
        "The instance '%s' is not in a state from which it can be %s. It is %s."
            .formatted(instance.id(), what, instance.state().label()));
  }
}
