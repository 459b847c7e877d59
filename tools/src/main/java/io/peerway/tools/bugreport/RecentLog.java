package io.peerway.tools.bugreport;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the last lines that this process logged. */
public final class RecentLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private static final int MOST = 2000;

  private final Deque<String> lines = new ArrayDeque<>(); // guarded by this
  private final PatternLayout layout = new PatternLayout();

  private RecentLog(LoggerContext context) {
    setContext(context);
    layout.setContext(context);
    layout.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%rootException");
    layout.start();
    start();
  }

  /** Begins to keep what is logged from now on. */
  public static RecentLog begin() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    RecentLog log = new RecentLog(context);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    return log;
  }

  @Override
  protected void append(ILoggingEvent event) {
    String text = layout.doLayout(event).stripTrailing();
    synchronized (this) {
      if (lines.size() == MOST) {
        lines.removeFirst();
      }
      lines.addLast(text);
    }
  }

  /** The oldest first. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    ((LoggerContext) getContext()).getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
    stop();
  }
}
