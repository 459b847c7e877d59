package io.peerway.tools.replay;

import io.peerway.dataplane.explain.Frame;
import io.peerway.dataplane.explain.OfflineRouter;
import io.peerway.tools.capture.FrameLine;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.replay.PacketFile.Packet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What becomes of packets in a saved lab: what leaves, in its order, and what was counted.
 *
 * @param left with the time of the packet because of which it left
 * @param counters what is not 0: by the ports' owners, then by label
 */
public record Check(List<Packet> left, Map<String, Map<String, Long>> counters) {

  /**
   * Forwards packets one by one, at their times.
   *
   * @param vpc id of the VPC that all of them come from; null where their addresses tell
   * @throws UserException when it cannot be told where one comes from
   */
  public static Check run(LabState saved, List<Packet> packets, String vpc) {
    long now = packets.isEmpty() ? 0 : packets.getFirst().nanos();
    OfflineLab lab = OfflineLab.of(saved, now);
    List<Packet> left = new ArrayList<>();
    for (int i = 0; i < packets.size(); i++) {
      byte[] frame = packets.get(i).bytes();
      if (frame.length > OfflineRouter.MAX_FRAME) {
        throw new UserException(ExitStatus.USAGE, "frame %d is too long".formatted(i + 1));
      }
      now = Math.max(now, packets.get(i).nanos()); // a file may be out of order; time is not
      int port = IngressPort.find(lab.state(), vpc, frame, i + 1);
      for (Frame each : lab.forward(port, frame, now)) {
        left.add(new Packet(now, each.bytes()));
      }
    }
    return new Check(List.copyOf(left), lab.counters());
  }

  /** The first difference to what was expected, in a sentence; empty if there is none. */
  public Optional<String> differsFrom(List<Packet> expected) {
    for (int i = 0; i < Math.min(left.size(), expected.size()); i++) {
      byte[] is = left.get(i).bytes();
      byte[] wanted = expected.get(i).bytes();
      int at = Arrays.mismatch(wanted, is);
      if (at >= 0) {
        return Optional.of(
            "frame %d is %s, %d bytes; expected was %s, %d bytes; they differ from byte %d on"
                .formatted(
                    i + 1, FrameLine.of(is), is.length, FrameLine.of(wanted), wanted.length, at));
      }
    }
    if (left.size() == expected.size()) {
      return Optional.empty();
    }
    boolean more = left.size() > expected.size();
    int next = Math.min(left.size(), expected.size());
    return Optional.of(
        "%d frames left, expected were %d: frame %d, %s, %s"
            .formatted(
                left.size(),
                expected.size(),
                next + 1,
                FrameLine.of((more ? left : expected).get(next).bytes()),
                more ? "was not expected" : "is missing"));
  }

  /** Every counter that is not what was expected, a line each; empty if all are. */
  public List<String> differsFrom(Map<String, Map<String, Long>> expected) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> owners = new TreeSet<>(counters.keySet());
    owners.addAll(expected.keySet());
    for (String owner : owners) {
      Map<String, Long> is = counters.getOrDefault(owner, Map.of());
      Map<String, Long> wanted = expected.getOrDefault(owner, Map.of());
      TreeSet<String> labels = new TreeSet<>(is.keySet());
      labels.addAll(wanted.keySet());
      for (String label : labels) {
        long counted = is.getOrDefault(label, 0L);
        long due = wanted.getOrDefault(label, 0L);
        if (counted != due) {
          differences.add("%s of %s is %d, expected was %d".formatted(label, owner, counted, due));
        }
      }
    }
    return differences;
  }
}
