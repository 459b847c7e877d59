package io.peerway.tools.demo;

import io.peerway.tools.lifecycle.Cleanup;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.Narrator;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.StepFailure;
import java.io.PrintWriter;
import java.util.List;

/** Runs the tutorial, and leaves nothing behind whichever way it ends. */
public final class Demo {

  private static final List<String> PROGRAMS =
      List.of("ip:iproute2", "nstat:iproute2", "ping:iputils-ping", "iperf3:iperf3");

  private final Narrator narrator;
  private volatile boolean interrupted;
  private volatile boolean ended;

  public Demo(PrintWriter out) {
    this.narrator = new Narrator(out);
  }

  /**
   * Runs it.
   *
   * @return an {@link ExitStatus}: done only if every step held
   */
  public int run() throws InterruptedException {
    Programs.require(PROGRAMS);
    long start = System.nanoTime();
    Cleanup cleanup =
        new Cleanup((what, why) -> narrator.say("could not remove %s: %s".formatted(what, why)));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cleanup), "demo-stop"));
    boolean held;
    try (cleanup) {
      narrator.say(
          "Two VPCs, a peering between them, and real packets. This takes about half a minute.");
      held = run(Scenario.withProcesses(narrator, cleanup));
    } finally {
      ended = true;
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    if (!interrupted) {
      narrator.say(
          "%n%s. Router and namespaces are removed (%d s)."
              .formatted(held ? "Every step held" : "Not every step held", seconds));
    }
    return held ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private boolean run(Scenario scenario) throws InterruptedException {
    try {
      new PeeringTutorial(scenario, narrator).run();
      return true;
    } catch (StepFailure e) {
      if (!interrupted) {
        narrator.failed(e);
        narrator.say("The router's log:\n" + scenario.routerLog());
      }
      return false;
    } catch (RuntimeException e) {
      if (interrupted) {
        return false; // the step's programs were ended under it
      }
      throw e;
    }
  }

  /** The JVM was told to end, in the middle of a step or after all of them. */
  private void stop(Cleanup cleanup) {
    if (!ended) {
      interrupted = true;
      narrator.say("\nStopped. Removing router and namespaces.");
      cleanup.close();
    }
  }
}
