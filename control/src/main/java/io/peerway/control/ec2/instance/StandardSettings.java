package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Parameters;

/** Settings of instances that clients send with the value that an instance has anyway. */
final class StandardSettings {
  /** What becomes of an instance that shuts itself down, which a namespace cannot. */
  static final String SHUTDOWN_BEHAVIOR = "InstanceInitiatedShutdownBehavior";

  static final String EBS_OPTIMIZED = "EbsOptimized";
  private static final String MONITORING = "Monitoring.Enabled";
  private static final String HIBERNATION = "HibernationOptions.Configured";

  /** The value of {@link #SHUTDOWN_BEHAVIOR}. */
  static final String STOP = "stop";

  static final String[] TAKEN = {SHUTDOWN_BEHAVIOR, EBS_OPTIMIZED, MONITORING, HIBERNATION};

  private StandardSettings() {}

  /**
   * Checks that what a call of RunInstances says of them is so.
   *
   * @throws Ec2Exception {@code UnsupportedOperation} for the first that is not
   */
  static void check(Parameters parameters) {
    checkIsOff(parameters, EBS_OPTIMIZED);
    checkIsOff(parameters, MONITORING);
    checkIsOff(parameters, HIBERNATION);
    checkStop(parameters, SHUTDOWN_BEHAVIOR);
  }

  static void checkIsOff(Parameters parameters, String name) {
    if (parameters.flag(name).orElse(false)) {
      throw Errors.unsupportedParameter(name);
    }
  }

  static void checkStop(Parameters parameters, String name) {
    if (!parameters.text(name).orElse(STOP).equals(STOP)) {
      throw Errors.unsupportedParameter(name);
    }
  }
}
