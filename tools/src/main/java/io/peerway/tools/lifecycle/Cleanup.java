package io.peerway.tools.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What has to be undone, the last first. A shutdown hook may close it while its owner still adds to
 * it: what comes too late is undone at once.
 */
public final class Cleanup implements AutoCloseable {

  /** Undoes one thing. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  private record Step(String what, Action action) {}

  private final Deque<Step> steps = new ArrayDeque<>();
  private final BiConsumer<String, Exception> onFailure;
  private boolean closed;

  /**
   * @param onFailure told what could not be undone and why; the rest is undone all the same
   */
  public Cleanup(BiConsumer<String, Exception> onFailure) {
    this.onFailure = onFailure;
  }

  /** Remembers to close a resource, and returns it. */
  public <T extends AutoCloseable> T add(String what, T resource) {
    onClose(what, resource::close);
    return resource;
  }

  /**
   * Makes a resource and remembers to close it, with nothing between the two that a shutdown hook
   * could use.
   *
   * @throws IllegalStateException when everything is undone already
   */
  public synchronized <T extends AutoCloseable> T make(String what, Supplier<T> maker) {
    if (closed) {
      throw new IllegalStateException("too late for " + what);
    }
    return add(what, maker.get());
  }

  /** Remembers to do something. */
  public synchronized void onClose(String what, Action action) {
    if (closed) {
      run(new Step(what, action));
    } else {
      steps.push(new Step(what, action));
    }
  }

  /** Undoes everything. Whoever calls it second waits until the first is done. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!steps.isEmpty()) {
      run(steps.pop());
    }
  }

  private void run(Step step) {
    try {
      step.action().run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      onFailure.accept(step.what(), e);
    } catch (Exception e) {
      onFailure.accept(step.what(), e);
    }
  }
}
