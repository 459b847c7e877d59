package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.networkinterface.InterfaceGroups;
import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DescribeInstanceAttribute, ModifyInstanceAttribute. */
public final class InstanceAttributeActions {
  private static final String GROUPS = "GroupId";

  // What ModifyInstanceAttribute takes as NAME.Value, or as Attribute=NAME in lower camel case.
  private static final List<String> VALUES =
      List.of(
          "DisableApiStop",
          "DisableApiTermination",
          StandardSettings.EBS_OPTIMIZED,
          StandardSettings.SHUTDOWN_BEHAVIOR,
          "InstanceType",
          "SourceDestCheck",
          "UserData");

  private InstanceAttributeActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("DescribeInstanceAttribute", InstanceAttributeActions::describe)
            .takes("InstanceId", "Attribute"),
        Action.write("ModifyInstanceAttribute", InstanceAttributeActions::modify)
            .takes("InstanceId", "Attribute", "Value", GROUPS + ".N")
            .takes(VALUES.stream().map(name -> name + ".Value").toArray(String[]::new))
            .refuses("BlockDeviceMapping", "EnaSupport", "Kernel", "Ramdisk", "SriovNetSupport"));
  }

  private static void describe(Call call, Xml xml) {
    String attribute = call.parameters().required("Attribute");
    Instance instance = Lookup.INSTANCE.required(call, "InstanceId");
    Optional<NetworkInterface> primary =
        Instance.interfaces(call.inventory(), instance.id()).stream().findFirst();
    xml.text("instanceId", instance.id());
    switch (attribute) {
      case "disableApiStop" -> write(xml, attribute, instance.protection().stop());
      case "disableApiTermination" -> write(xml, attribute, instance.protection().termination());
      case "instanceInitiatedShutdownBehavior" -> write(xml, attribute, StandardSettings.STOP);
      case "instanceType" -> write(xml, attribute, instance.instanceType());
      case "userData" -> xml.element(attribute, () -> xml.text("value", instance.userData()));
      case "sourceDestCheck" ->
          primary.ifPresent(eni -> write(xml, attribute, eni.sourceDestCheck()));
      case "groupSet" ->
          InterfaceGroups.write(call, xml, primary.map(NetworkInterface::groups).orElse(List.of()));
      case "ebsOptimized" -> write(xml, attribute, false);
      // There is none of these.
      case "blockDeviceMapping", "productCodes" -> xml.list(attribute, List.of(), none -> {});
      case "kernel", "ramdisk", "rootDeviceName", "sriovNetSupport" ->
          xml.element(attribute, () -> {});
      default -> throw Errors.invalidValue("attribute", attribute, "Unknown attribute.");
    }
  }

  private static void write(Xml xml, String attribute, Object value) {
    xml.element(attribute, () -> xml.text("value", value.toString()));
  }

  private static void modify(WriteCall call, Xml xml) {
    Instance instance = Lookup.INSTANCE.required(call, "InstanceId");
    if (instance.state() == InstanceState.TERMINATED) {
      throw incorrectState(instance, "has ended");
    }
    List<String> given = new ArrayList<>();
    VALUES.stream()
        .filter(name -> call.parameters().textOrEmpty(name + ".Value").isPresent())
        .forEach(given::add);
    if (!call.parameters().list(GROUPS).isEmpty()) {
      given.add(GROUPS);
    }
    Optional<String> attribute =
        call.parameters().text("Attribute").map(InstanceAttributeActions::named);
    attribute.ifPresent(given::add);
    if (given.size() != 1) {
      throw Errors.invalidCombination(
          given.isEmpty()
              ? "No attributes specified."
              : "Fields for multiple attribute types specified.");
    }
    String value = attribute.isPresent() ? "Value" : given.getFirst() + ".Value";
    modify(call, instance, given.getFirst(), value);
    xml.text("return", true);
  }

  /** The parameter that an attribute has. */
  private static String named(String attribute) {
    return VALUES.stream()
        .filter(name -> attribute.equals(Character.toLowerCase(name.charAt(0)) + name.substring(1)))
        .findFirst()
        .orElseThrow(() -> Errors.unsupportedParameter("Attribute=" + attribute));
  }

  /**
   * @param value the full name of the parameter with the value
   */
  private static void modify(WriteCall call, Instance instance, String name, String value) {
    Parameters parameters = call.parameters();
    Instance.Protection before = instance.protection();
    switch (name) {
      case GROUPS -> {
        NetworkInterface eni = only(call, instance);
        call.draft()
            .put(eni.withGroups(InterfaceGroups.read(call, GROUPS, parameters, eni.vpcId())));
      }
      case "SourceDestCheck" ->
          call.draft().put(only(call, instance).withSourceDestCheck(flag(parameters, value)));
      case "DisableApiStop" ->
          call.draft()
              .put(
                  instance.withProtection(
                      new Instance.Protection(before.termination(), flag(parameters, value))));
      case "DisableApiTermination" ->
          call.draft()
              .put(
                  instance.withProtection(
                      new Instance.Protection(flag(parameters, value), before.stop())));
      case "InstanceType" -> {
        checkStopped(instance);
        call.draft().put(instance.withInstanceType(parameters.required(value)));
      }
      case "UserData" -> {
        checkStopped(instance);
        Optional<String> script = parameters.text(value).map(UserDataRules::withoutSpaces);
        script.ifPresent(text -> UserDataRules.check(call, text));
        call.draft().put(instance.withUserData(script));
      }
      case StandardSettings.EBS_OPTIMIZED -> StandardSettings.checkIsOff(parameters, value);
      default -> StandardSettings.checkStop(parameters, value);
    }
  }

  private static boolean flag(Parameters parameters, String value) {
    return parameters.flag(value).orElseThrow(() -> Errors.missingParameter(value));
  }

  private static NetworkInterface only(Call call, Instance instance) {
    List<NetworkInterface> all = Instance.interfaces(call.inventory(), instance.id());
    if (all.size() != 1) {
      throw new Ec2Exception(
          "InvalidInstanceID",
          "There are multiple interfaces attached to instance '"
              + instance.id()
              + "'. Please specify an interface ID for the operation instead.");
    }
    return all.getFirst();
  }

  private static void checkStopped(Instance instance) {
    if (instance.state() != InstanceState.STOPPED) {
      throw incorrectState(instance, "is not in the 'stopped' state.");
    }
  }

  private static Ec2Exception incorrectState(Instance instance, String what) {
    return new Ec2Exception(
        "IncorrectInstanceState", "The instance '%s' %s".formatted(instance.id(), what));
  }
}
