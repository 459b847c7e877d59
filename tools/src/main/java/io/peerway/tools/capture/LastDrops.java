package io.peerway.tools.capture;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the last packet that was dropped for each reason at each port. */
public final class LastDrops {

  /**
   * A packet that was dropped.
   *
   * @param packet in a line
   * @param responsible id of the object to look at; empty if there is none
   */
  public record Example(String packet, String responsible) {}

  private record Key(String device, String reason) {}

  /** What {@link CaptureFeed} writes. */
  private static final Pattern COMMENT =
      Pattern.compile(".*\\((?<reason>[a-z0-9_]+)\\)(; look at (?<object>.*))?");

  private final Map<Key, Example> last = new ConcurrentHashMap<>();

  /** Takes a capture of drops. */
  public CaptureSink sink() {
    return new PacketBlocks(this::add, () -> {});
  }

  private void add(PacketBlocks.Packet packet) {
    Matcher comment = COMMENT.matcher(packet.comment());
    if (comment.matches()) {
      String object = comment.group("object");
      last.put(
          new Key(packet.tapPoint(), comment.group("reason")),
          new Example(FrameLine.of(packet.frame()), object == null ? "" : object));
    }
  }

  /** The last one, or null if there was none since the capture began. */
  public Example find(String device, String reason) {
    return last.get(new Key(device, reason));
  }
}
