package io.peerway.control.ec2.flowlog;

import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.model.FlowLog;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads where a flow log goes: to a bucket of S3 in form, which is a directory on this machine.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket
 *     naming rules</a>
 */
final class FlowLogDestination {
  /** {@code LogDestinationType}. */
  static final String TYPE = "s3";

  private static final String RESERVED = "AWSLogs";
  private static final int LONGEST_FOLDER = 512;
  private static final Pattern ARN =
      Pattern.compile("arn:aws:s3:::([a-z0-9][a-z0-9-]*(?:\\.[a-z0-9][a-z0-9-]*)*)(?:/(.*))?");
  private static final Pattern FOLDER =
      Pattern.compile("(?:[A-Za-z0-9_=-][A-Za-z0-9._=-]*(?:/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*)?");

  private FlowLogDestination() {}

  static FlowLog.Destination read(Parameters parameters) {
    String type = parameters.text("LogDestinationType").orElse("cloud-watch-logs");
    if (!type.equals(TYPE)) {
      throw new Ec2Exception(
          "UnsupportedOperation",
          "The LogDestinationType "
              + type
              + " is not supported. Use s3: a bucket is a directory of files here.");
    }
    String arn = parameters.required("LogDestination");
    Matcher parts = ARN.matcher(arn);
    if (!parts.matches() || parts.group(1).length() < 3 || parts.group(1).length() > 63) {
      throw Errors.invalidValue(
          "LogDestination", arn, "It must be of the form arn:aws:s3:::bucket/folder/.");
    }
    String folder = parts.group(2) == null ? "" : parts.group(2).replaceFirst("/$", "");
    if (!FOLDER.matcher(folder).matches() || folder.length() > LONGEST_FOLDER) {
      throw Errors.invalidValue(
          "LogDestination", arn, "The folder must be of letters, digits, and . _ = -");
    }
    if (folder.contains(RESERVED)) {
      throw Errors.invalidValue("LogDestination", arn, "AWSLogs is a reserved term.");
    }
    Parameters options = parameters.structure("DestinationOptions");
    String format = options.text("FileFormat").orElse("plain-text");
    if (!format.equals("plain-text")) {
      throw Errors.invalidValue("FileFormat", format, "Only plain-text is supported.");
    }
    return new FlowLog.Destination(
        arn,
        parts.group(1),
        folder,
        options.flag("HiveCompatiblePartitions").orElse(false),
        options.flag("PerHourPartition").orElse(false));
  }
}
