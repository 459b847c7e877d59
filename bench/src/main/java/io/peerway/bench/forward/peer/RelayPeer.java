package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.NativePrograms;
import io.peerway.bench.lab.Programs;
import io.peerway.bench.lab.Subprocess;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.wire.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The C relay, {@code relay.c}: what reading and writing alone costs. */
record RelayPeer(String name, String description, NativePrograms programs, List<String> options)
    implements Peer {
  private static final Duration TIME_TO_START = Duration.ofSeconds(30);

  @Override
  public Optional<String> whyMissing() {
    return Programs.whyMissing("gcc");
  }

  @Override
  public List<Long> start(Lab lab, int mtu) {
    List<String> command = new ArrayList<>();
    command.add(programs.get("relay").toString());
    command.addAll(options);
    for (Side side : Side.values()) {
      command.add(Peer.device(side));
      command.add(MacAddress.format(side.hostMac()));
      command.add(MacAddress.format(side.routerMac()));
    }
    Subprocess relay = lab.start(lab.router(), command);
    relay.awaitLine("ready"::equals, TIME_TO_START);
    return List.of(relay.pid());
  }
}
