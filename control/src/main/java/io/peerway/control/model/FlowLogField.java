package io.peerway.control.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A field of a flow log's record, as far as it means something here.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html">Flow log
 *     records</a>
 */
public enum FlowLogField {
  VERSION(2),
  ACCOUNT_ID(2),
  INTERFACE_ID(2),
  SRCADDR(2),
  DSTADDR(2),
  SRCPORT(2),
  DSTPORT(2),
  PROTOCOL(2),
  PACKETS(2),
  BYTES(2),
  START(2),
  END(2),
  ACTION(2),
  LOG_STATUS(2),
  VPC_ID(3),
  SUBNET_ID(3),
  INSTANCE_ID(3),
  TCP_FLAGS(3),
  TYPE(3),
  PKT_SRCADDR(3),
  PKT_DSTADDR(3),
  REGION(4),
  AZ_ID(4),
  FLOW_DIRECTION(5),
  TRAFFIC_PATH(5);

  private final int version;

  FlowLogField(int version) {
    this.version = version;
  }

  /** Its name in a format and in the first line of a file: {@code srcaddr}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The version of the records in which it first came. */
  public int version() {
    return version;
  }

  /** The field of a name. */
  public static Optional<FlowLogField> named(String label) {
    return Arrays.stream(values()).filter(field -> field.label().equals(label)).findFirst();
  }
}
