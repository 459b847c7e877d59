package io.peerway.control.ec2.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parameters of a call, or of one structure within it.
 *
 * <p>The Query protocol flattens everything into names with dots: {@code VpcId.1}, {@code
 * Filter.2.Value.1}, {@code EnableDnsSupport.Value}. A parameter that is present but empty counts
 * as absent, except where empty text means something.
 */
public final class Parameters {
  private final String prefix;
  private final NavigableMap<String, String> all;

  /**
   * @param all values by full name
   */
  public Parameters(Map<String, String> all) {
    this("", new TreeMap<>(all));
  }

  private Parameters(String prefix, NavigableMap<String, String> all) {
    this.prefix = prefix;
    this.all = all;
  }

  /** A parameter's text; empty if the parameter is absent or empty. */
  public Optional<String> text(String name) {
    return textOrEmpty(name).filter(value -> !value.isEmpty());
  }

  /** A parameter's text, which may be the empty text. */
  public Optional<String> textOrEmpty(String name) {
    return Optional.ofNullable(all.get(prefix + name));
  }

  /**
   * A parameter's text.
   *
   * @throws Ec2Exception {@code MissingParameter}
   */
  public String required(String name) {
    return text(name).orElseThrow(() -> Errors.missingParameter(prefix + name));
  }

  /**
   * A parameter that is true or false.
   *
   * @throws Ec2Exception {@code InvalidParameterValue} if it is neither true nor false
   */
  public Optional<Boolean> flag(String name) {
    return text(name)
        .map(
            value ->
                switch (value) {
                  case "true", "True" -> true;
                  case "false", "False" -> false;
                  default ->
                      throw Errors.invalidValue(
                          "Invalid value '"
                              + value
                              + "' for "
                              + prefix
                              + name
                              + ". It must be true or false.");
                });
  }

  /**
   * A parameter that is a number.
   *
   * @throws Ec2Exception {@code InvalidParameterValue} if it is not a whole number within the
   *     limits
   */
  public Optional<Integer> integer(String name, int least, int most) {
    return text(name)
        .map(
            value -> {
              // Ten digits hold every int, and keep parseLong from overflowing.
              if (value.matches("-?[0-9]{1,10}")) {
                long number = Long.parseLong(value);
                if (number >= least && number <= most) {
                  return (int) number;
                }
              }
              throw Errors.invalidValue(
                  "Value ( "
                      + value
                      + " ) for parameter "
                      + prefix
                      + name
                      + " is invalid. Expecting a number from "
                      + least
                      + " to "
                      + most
                      + ".");
            });
  }

  /** The texts {@code name.1}, {@code name.2}, … in the order of their numbers. */
  public List<String> list(String name) {
    List<String> values = new ArrayList<>();
    elements(name).forEach((number, element) -> values.add(element.all.get(element.own())));
    return values;
  }

  /** The structures {@code name.1.…}, {@code name.2.…} in the order of their numbers. */
  public List<Parameters> structures(String name) {
    return List.copyOf(elements(name).values());
  }

  /** The structure {@code name.…}. */
  public Parameters structure(String name) {
    return new Parameters(prefix + name + ".", all);
  }

  /** Every parameter by its full name. */
  public NavigableMap<String, String> all() {
    return all;
  }

  /** The full name of a parameter of this structure. */
  public String fullName(String name) {
    return prefix + name;
  }

  /** The text of a list's element that is no structure, the empty text if it is one. */
  public String itself() {
    return all.getOrDefault(own(), "");
  }

  private String own() {
    return prefix.substring(0, prefix.length() - 1);
  }

  private NavigableMap<Integer, Parameters> elements(String name) {
    NavigableMap<Integer, Parameters> elements = new TreeMap<>();
    String start = prefix + name + ".";
    // '/' follows '.' in every character set: the range is all names that begin with the start.
    for (String full : all.subMap(start, true, prefix + name + "/", false).keySet()) {
      int end = full.indexOf('.', start.length());
      String number = full.substring(start.length(), end < 0 ? full.length() : end);
      if (isNumber(number)) {
        elements.putIfAbsent(Integer.parseInt(number), new Parameters(start + number + ".", all));
      }
    }
    return elements;
  }

  /** Whether the text can number an element of a list. */
  static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 6
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
