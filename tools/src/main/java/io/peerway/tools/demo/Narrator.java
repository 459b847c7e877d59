package io.peerway.tools.demo;

import java.io.PrintWriter;

/** Tells what the demo does: headings, commands, what they print, and what it means. */
final class Narrator {

  private final PrintWriter out;
  private int step;

  Narrator(PrintWriter out) {
    this.out = out;
  }

  void say(String text) {
    out.println(text);
    out.flush();
  }

  void heading(String text) {
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
  void held(String what) {
    say("[ok] " + what);
  }

  void failed(StepFailure failure) {
    say("[FAILED] step %d: %s".formatted(step, failure.getMessage()));
  }
}
