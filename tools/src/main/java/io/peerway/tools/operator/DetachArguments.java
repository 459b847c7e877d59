package io.peerway.tools.operator;

import java.util.Objects;

/**
 * What is to be detached.
 *
 * @param vpc the id of the VPC or the network interface whose device shall leave its namespace
 */
public record DetachArguments(String vpc) {

  public DetachArguments {
    Objects.requireNonNull(vpc, "vpc");
  }
}
