package io.peerway.control.ec2.protocol;

/**
 * The errors that many actions share, worded as EC2 words them.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">Error
 *     codes for the Amazon EC2 API</a>
 */
public final class Errors {
  private Errors() {}

  public static Ec2Exception missingParameter(String name) {
    return new Ec2Exception("MissingParameter", "The request must contain the parameter " + name);
  }

  public static Ec2Exception unknownParameter(String name) {
    return new Ec2Exception("UnknownParameter", "The parameter " + name + " is not recognized");
  }

  public static Ec2Exception unsupportedParameter(String name) {
    return new Ec2Exception("UnsupportedOperation", "The parameter " + name + " is not supported");
  }

  public static Ec2Exception invalidValue(String message) {
    return new Ec2Exception("InvalidParameterValue", message);
  }

  public static Ec2Exception invalidValue(String parameter, String value, String why) {
    return invalidValue("Value (" + value + ") for parameter " + parameter + " is invalid. " + why);
  }

  public static Ec2Exception invalidCombination(String message) {
    return new Ec2Exception("InvalidParameterCombination", message);
  }

  public static Ec2Exception dependency(String what, String id) {
    return new Ec2Exception(
        "DependencyViolation",
        "The " + what + " '" + id + "' has dependencies and cannot be deleted.");
  }

  public static Ec2Exception notPermitted(String message) {
    return new Ec2Exception("OperationNotPermitted", message);
  }
}
