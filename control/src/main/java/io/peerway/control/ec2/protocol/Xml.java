package io.peerway.control.ec2.protocol;

import java.util.Optional;
import java.util.function.Consumer;

/** Writes XML in the manner of EC2's answers: elements and text, no attributes but the root's. */
public final class Xml {
  private final StringBuilder out = new StringBuilder(512);

  /** An element with text. */
  public Xml text(String name, String value) {
    out.append('<').append(name).append('>');
    escape(value);
    out.append("</").append(name).append('>');
    return this;
  }

  public Xml text(String name, boolean value) {
    return text(name, Boolean.toString(value));
  }

  public Xml text(String name, long value) {
    return text(name, Long.toString(value));
  }

  /** An element with text, if there is any. */
  public Xml text(String name, Optional<String> value) {
    value.ifPresent(present -> text(name, present));
    return this;
  }

  /** An element with elements. */
  public Xml element(String name, Runnable content) {
    out.append('<').append(name).append('>');
    content.run();
    out.append("</").append(name).append('>');
    return this;
  }

  /** A list of {@code item} elements. */
  public <T> Xml list(String name, Iterable<? extends T> elements, Consumer<T> content) {
    return element(
        name,
        () -> {
          for (T one : elements) {
            element("item", () -> content.accept(one));
          }
        });
  }

  /** A list of {@code item} elements, if there is any item. */
  public <T> Xml listIfAny(String name, Iterable<? extends T> elements, Consumer<T> content) {
    return elements.iterator().hasNext() ? list(name, elements, content) : this;
  }

  /** A whole document: the root element with its namespace, and what was written into this. */
  public String document(String root, String namespace) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"
        + root
        + (namespace.isEmpty() ? "" : " xmlns=\"" + namespace + "\"")
        + ">"
        + out
        + "</"
        + root
        + ">";
  }

  /** Whether every character of a text can be written as it is. */
  public static boolean canWrite(String text) {
    return text.codePoints().allMatch(Xml::isCharacter);
  }

  private void escape(String value) {
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                // A parser would turn a bare carriage return into a line feed.
                case '\r' -> out.append("&#13;");
                default -> out.appendCodePoint(isCharacter(c) ? c : 0xfffd);
              }
            });
  }

  // XML 1.0 section 2.2: other code points cannot be written at all.
  private static boolean isCharacter(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xd7ff)
        || (c >= 0xe000 && c <= 0xfffd)
        || c >= 0x10000;
  }
}
