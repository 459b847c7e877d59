package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.workload.Side;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A router that can stand between the two hosts of a {@link Lab}. */
public interface Peer {
  /** By which the user asks for it. */
  String name();

  /** What it is, for the report. */
  String description();

  /** Why it cannot run on this machine, or nothing if it can. */
  Optional<String> whyMissing();

  /** Whether it is faster once it has run for some seconds. */
  default boolean warmsUp() {
    return false;
  }

  /**
   * Starts it in the router's namespace, where it makes two devices, each called {@link #device}.
   * The lab then gives them to the hosts; after that, packets must pass within seconds.
   *
   * @return ids of the processes whose processor time is the router's
   * @throws io.peerway.bench.lab.LabException when it does not start
   */
  List<Long> start(Lab lab, int mtu);

  /** What the device of a host is called. */
  static String device(Side side) {
    return "eth" + side.name().toLowerCase(Locale.ROOT);
  }
}
