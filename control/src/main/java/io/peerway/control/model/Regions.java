package io.peerway.control.model;

import java.util.List;
import java.util.regex.Pattern;

/** The regions there are: AWS's, and any other of the same form that a client signs for. */
public final class Regions {
  private static final Pattern FORM = Pattern.compile("[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}");

  /** Those that AWS enables for every account. */
  public static final List<String> KNOWN =
      List.of(
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-northeast-3",
          "ap-south-1",
          "ap-southeast-1",
          "ap-southeast-2",
          "ca-central-1",
          "eu-central-1",
          "eu-north-1",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-west-1",
          "us-west-2");

  private Regions() {}

  /** Whether the text has the form of a region's name, such as {@code us-gov-west-1}. */
  public static boolean isWellFormed(String region) {
    return FORM.matcher(region).matches();
  }
}
