package io.peerway.control.ec2.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One page of a listing.
 *
 * <p>A token names the last resource of the page before, so that pages stay right while resources
 * come and go between them.
 *
 * @param items what the page shows
 * @param nextToken what asks for the page after; empty on the last page
 * @param <T> the resources
 */
public record Page<T>(List<T> items, Optional<String> nextToken) {
  private static final String TOKEN_START = "after:";

  /**
   * The page that the call asks for.
   *
   * @param all every resource of the listing, in the order of its keys
   * @param key what a resource is listed by
   * @param most the largest {@code MaxResults}
   * @throws Ec2Exception if the size is out of range or the token is not one
   */
  public static <T> Page<T> of(Call call, Stream<T> all, Function<T, String> key, int most) {
    Optional<Integer> size = call.parameters().integer("MaxResults", 5, most);
    Optional<String> after = call.parameters().text("NextToken").map(Page::decode);
    Stream<T> rest =
        all.filter(item -> after.isEmpty() || key.apply(item).compareTo(after.get()) > 0);
    if (size.isEmpty()) {
      return new Page<>(rest.toList(), Optional.empty());
    }
    List<T> found = rest.limit(size.get() + 1L).toList();
    if (found.size() <= size.get()) {
      return new Page<>(found, Optional.empty());
    }
    List<T> items = found.subList(0, size.get());
    return new Page<>(items, Optional.of(encode(key.apply(items.getLast()))));
  }

  /** Writes the page as EC2 does. */
  public Xml write(Xml xml, String listName, Consumer<T> content) {
    return xml.list(listName, items, content).text("nextToken", nextToken);
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((TOKEN_START + key).getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(TOKEN_START)) {
        return text.substring(TOKEN_START.length());
      }
    } catch (IllegalArgumentException notBase64) {
      // Falls through: it is no token of ours.
    }
    throw new Ec2Exception("InvalidNextToken", "The token '" + token + "' is invalid");
  }
}
