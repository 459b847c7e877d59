package io.peerway.tools.scenario;

import java.io.PrintWriter;

/** Tells what the demo does: headings, commands, what they print, and what it means. */
public final class Narrator {

  private final PrintWriter out;
  private int step;

  public Narrator(PrintWriter out) {
    this.out = out;
  }

  public void say(String text) {
    out.println(text);
    out.flush();
  }

  public void heading(String text) {
    step++;
    say("%n--- %d. %s".formatted(step, text));
  }

  void command(String line) {
    say("$ " + line);
  }

  void output(String text) {
    if (!text.isEmpty()) {
      say(text);
    }
  }

  /** What was expected was seen. */
  public void held(String what) {
    say("[ok] " + what);
  }

  public void failed(StepFailure failure) {
    say("[FAILED] step %d: %s".formatted(step, failure.getMessage()));
  }
}
