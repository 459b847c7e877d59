package io.peerway.control.model;

import java.util.List;

/**
 * How often the router was started on these records.
 *
 * @param count the present start included
 */
public record RouterStarts(long count) implements Entity {
  /** There is one router. */
  public static final String ID = "router";

  public static final Kind<RouterStarts> KIND =
      new Kind<>("router-starts", RouterStarts.class, List.of());

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Kind<RouterStarts> kind() {
    return KIND;
  }
}
