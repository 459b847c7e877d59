package io.peerway.control.auth;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A key that signs calls.
 *
 * @param id the access key id
 * @param secret the secret access key
 * @param account whose calls they are, 12 digits
 * @param allowed what it may do; empty if everything
 */
record AccessKey(String id, String secret, String account, Optional<List<Pattern>> allowed) {
  private static final Pattern WILDCARD_OR_TEXT = Pattern.compile("[*?]|[^*?]+");

  /**
   * A pattern for actions as in a policy of IAM: {@code ec2:Describe*}.
   *
   * @param text service and action, where {@code *} is any text and {@code ?} any letter; letter
   *     case does not matter
   */
  static Pattern actions(String text) {
    String regex =
        WILDCARD_OR_TEXT
            .matcher(text)
            .results()
            .map(
                part ->
                    switch (part.group()) {
                      case "*" -> ".*";
                      case "?" -> ".";
                      default -> Pattern.quote(part.group());
                    })
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /**
   * Whether it may do this.
   *
   * @param action such as {@code ec2:CreateVpc}
   */
  boolean mayDo(String action) {
    return allowed.isEmpty()
        || allowed.get().stream().map(each -> each.matcher(action)).anyMatch(Matcher::matches);
  }

  /** Without the secret, so that no log ever has it. */
  @Override
  public String toString() {
    return "AccessKey[" + id + " of " + account + "]";
  }
}
