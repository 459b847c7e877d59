package io.peerway.control.model;

import java.util.Comparator;

/**
 * Where a resource lives and a request is made: one account in one region.
 *
 * @param account 12 digits
 * @param region as in the credential scope of a request, such as {@code eu-west-1}
 */
public record Scope(String account, String region) implements Comparable<Scope> {
  private static final Comparator<Scope> ORDER =
      Comparator.comparing(Scope::account).thenComparing(Scope::region);

  @Override
  public int compareTo(Scope other) {
    return ORDER.compare(this, other);
  }

  /** {@code arn:aws:ec2:REGION:ACCOUNT:TYPE/ID}. */
  public String arn(String type, String id) {
    return "arn:aws:ec2:" + region + ":" + account + ":" + type + "/" + id;
  }
}
