package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.LabException;
import io.peerway.bench.lab.Programs;
import io.peerway.bench.lab.Subprocess;
import io.peerway.bench.workload.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Open vSwitch's daemons with a run directory of their own, so that no other switch is touched. */
final class OpenVswitch {
  private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
  private static final Duration TIME_TO_START = Duration.ofSeconds(10);
  private static final Duration TIME_FOR_COMMAND = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 20;

  private final Lab lab;
  private final Path directory;
  private Subprocess vswitchd;

  private OpenVswitch(Lab lab) {
    this.lab = lab;
    this.directory = lab.directory();
  }

  static Optional<String> whyMissing() {
    return Programs.whyMissing(
            "ovsdb-tool", "ovsdb-server", "ovs-vswitchd", "ovs-vsctl", "ovs-ofctl")
        .map(missing -> missing + " (Debian: openvswitch-switch)");
  }

  /**
   * Starts database and switch in the router's namespace, with TSO.
   *
   * @param settings more columns of the table Open_vSwitch, each {@code column:key=value}
   */
  static OpenVswitch start(Lab lab, List<String> settings) {
    OpenVswitch ovs = new OpenVswitch(lab);
    ovs.startDatabase("conf", SCHEMA, "db");
    ovs.run(ovs.vsctl("--no-wait", "init"));
    List<String> set = ovs.vsctl("--no-wait", "set", "Open_vSwitch", ".");
    set.add("other_config:userspace-tso-enable=true");
    set.addAll(settings);
    ovs.run(set);
    ovs.vswitchd =
        ovs.daemon("ovs-vswitchd", ovs.socket("db"), "--unixctl=" + ovs.file("vswitchd.ctl"));
    ovs.awaitFile("vswitchd.ctl");
    return ovs;
  }

  /** Creates a database and serves it at {@code socket.sock} of the run directory. */
  void startDatabase(String name, Path schema, String socket) {
    run("ovsdb-tool", "create", file(name + ".db"), schema.toString());
    daemon(
        "ovsdb-server",
        file(name + ".db"),
        "--remote=p" + socket(socket),
        "--unixctl=" + file(name + ".ctl"));
    awaitFile(socket + ".sock");
  }

  /** The arguments of ovs-vsctl that make a TAP device, in OVS's words an internal port. */
  static List<String> addTap(String bridge, Side side, int mtu) {
    String device = Peer.device(side);
    return List.of(
        "-- add-port %s %s -- set interface %s type=internal mtu_request=%d"
            .formatted(bridge, device, device, mtu)
            .split(" ", -1));
  }

  /** Runs ovs-vsctl and waits until the switch has done what it says. */
  void configure(List<String> arguments) {
    run(vsctl(arguments.toArray(String[]::new)));
  }

  private List<String> vsctl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--db=" + socket("db")));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** Runs one of the suite's tools. */
  void run(String... command) {
    run(List.of(command));
  }

  private void run(List<String> command) {
    start(command).awaitEnd(TIME_FOR_COMMAND);
  }

  /** Starts one of the suite's daemons. */
  Subprocess daemon(String... command) {
    return start(List.of(command));
  }

  private Subprocess start(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    for (String suite : List.of("OVS", "OVN")) {
      for (String kind : List.of("RUNDIR", "LOGDIR", "DBDIR", "SYSCONFDIR")) {
        environment.put(suite + "_" + kind, directory.toString());
      }
    }
    return lab.start(lab.router(), builder);
  }

  /** Path of a file in the run directory. */
  String file(String name) {
    return directory.resolve(name).toString();
  }

  /** How tools name the database served at {@code name.sock}. */
  String socket(String name) {
    return "unix:" + file(name + ".sock");
  }

  private void awaitFile(String name) {
    long deadline = System.nanoTime() + TIME_TO_START.toNanos();
    while (!Files.exists(directory.resolve(name))) {
      if (System.nanoTime() >= deadline) {
        throw new LabException(name + " did not appear");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("interrupted while waiting for " + name, e);
      }
    }
  }

  /** Ids of the processes that forward. */
  List<Long> datapathPids() {
    return List.of(vswitchd.pid());
  }
}
