package io.peerway.tools.explain;

import io.peerway.control.model.Scope;

/** Commands of the EC2 API as they are typed. */
final class AwsLine {

  private AwsLine() {}

  /** With the region where it has to be run, and the account that has to run it. */
  static String of(Scope scope, String action) {
    return "aws ec2 %s --region %s   # as account %s"
        .formatted(action, scope.region(), scope.account());
  }
}
