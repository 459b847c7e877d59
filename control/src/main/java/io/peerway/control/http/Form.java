package io.peerway.control.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The format {@code application/x-www-form-urlencoded}.
 *
 * @see <a href="https://url.spec.whatwg.org/#application/x-www-form-urlencoded">URL Standard</a>
 */
public final class Form {
  private Form() {}

  /**
   * Adds the fields of a form to others.
   *
   * @throws IllegalArgumentException if an escape is malformed, or a field comes twice; the message
   *     says which
   */
  public static void parse(String text, Map<String, String> fields) {
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (fields.put(name, value) != null) {
        throw new IllegalArgumentException("The parameter " + name + " is given twice");
      }
    }
  }

  /** The fields of a form. */
  public static Map<String, String> parse(String text) {
    Map<String, String> fields = new HashMap<>();
    parse(text, fields);
    return fields;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
