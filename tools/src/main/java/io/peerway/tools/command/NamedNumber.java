package io.peerway.tools.command;

import java.util.Optional;

/** What an option gives as NAME=N. */
record NamedNumber(String name, int number) {

  // Nine digits are more than anybody needs, and always an int.
  private static final String NUMBER = "[0-9]{1,9}";

  /** Empty if the text is something else. */
  static Optional<NamedNumber> read(String text) {
    int equals = text.indexOf('=');
    String number = text.substring(equals + 1);
    return equals < 0 || !number.matches(NUMBER)
        ? Optional.empty()
        : Optional.of(new NamedNumber(text.substring(0, equals), Integer.parseInt(number)));
  }
}
