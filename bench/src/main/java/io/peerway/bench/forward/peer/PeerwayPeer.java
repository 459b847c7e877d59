package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.Subprocess;
import io.peerway.dataplane.io.RouterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Peerway itself, in a JVM of its own.
 *
 * @param config of which workers, I/O, scheduling, busy polling and coalescing count
 * @param jvmOptions as the product is run with
 * @param filters whether both hosts have security groups, whose rules track every connection
 * @param capture filter, of the syntax of pcap-filter(7), of a capture that is under way
 */
record PeerwayPeer(
    String name,
    String description,
    RouterConfig config,
    List<String> jvmOptions,
    boolean filters,
    Optional<String> capture)
    implements Peer {
  private static final Duration TIME_TO_START = Duration.ofSeconds(60);

  /** Without security groups, and without a capture. */
  PeerwayPeer(String name, String description, RouterConfig config, List<String> jvmOptions) {
    this(name, description, config, jvmOptions, false, Optional.empty());
  }

  @Override
  public Optional<String> whyMissing() {
    return Optional.empty();
  }

  @Override
  public boolean warmsUp() {
    return true;
  }

  @Override
  public List<Long> start(Lab lab, int mtu) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(RouterProcess.class.getName());
    command.add(Integer.toString(config.workers()));
    command.add(config.io().name());
    command.add(config.scheduling().name());
    command.add(
        config.busyPollMicros().isPresent() ? "" + config.busyPollMicros().getAsInt() : "-");
    command.add(Boolean.toString(config.coalesces()));
    command.add(Integer.toString(mtu));
    command.add(Boolean.toString(filters));
    capture.ifPresent(command::add);
    Subprocess router = lab.start(lab.router(), command);
    router.awaitLine(RouterProcess.READY::equals, TIME_TO_START);
    return List.of(router.pid());
  }
}
