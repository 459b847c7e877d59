package io.peerway.tools.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {

  private final List<String> done = new ArrayList<>();
  private final Cleanup cleanup = new Cleanup((what, why) -> done.add(what + " failed: " + why));

  @Test
  void shouldUndoTheLastFirst() {
    cleanup.onClose("a", () -> done.add("a"));
    AutoCloseable resource = () -> done.add("b");
    assertThat(cleanup.add("b", resource)).isSameAs(resource);
    cleanup.close();
    assertThat(done).containsExactly("b", "a");
  }

  @Test
  void shouldUndoEverythingOnceThoughItIsClosedTwice() {
    cleanup.onClose("a", () -> done.add("a"));
    cleanup.close();
    cleanup.close();
    assertThat(done).containsExactly("a");
  }

  @Test
  void shouldUndoTheRestWhenSomethingCannotBeUndone() {
    cleanup.onClose("a", () -> done.add("a"));
    cleanup.onClose(
        "b",
        () -> {
          throw new IllegalStateException("stuck");
        });
    cleanup.close();
    assertThat(done).containsExactly("b failed: java.lang.IllegalStateException: stuck", "a");
  }

  @Test
  void shouldUndoAtOnceWhatComesTooLate() {
    cleanup.close();
    cleanup.onClose("late", () -> done.add("late"));
    assertThat(done).containsExactly("late");
  }

  @Test
  void shouldNotMakeWhatComesTooLate() {
    cleanup.close();
    assertThatThrownBy(
            () ->
                cleanup.make(
                    "late",
                    () -> {
                      done.add("made");
                      return () -> {};
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(done).isEmpty();
  }
}
