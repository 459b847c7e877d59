package io.peerway.tools.scenario;

import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Where a test with a scenario fails, the console shows what went before, and the router's log. */
public final class TranscriptOfFailure
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

  private static final int MOST_LINES = 200;

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    tell(context);
    throw failure;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    tell(context);
    throw failure;
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    tell(context);
    throw failure;
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    tell(context);
    throw failure;
  }

  private static void tell(ExtensionContext context) throws IllegalAccessException {
    Object test = context.getTestInstance().orElse(null);
    if (test == null) {
      return;
    }
    for (Field field : test.getClass().getDeclaredFields()) {
      if (field.getType() == TestScenario.class) {
        field.setAccessible(true);
        List<String> lines = ((TestScenario) field.get(test)).transcript().lines().toList();
        System.out.println("What went before in " + context.getDisplayName() + ":");
        lines
            .subList(Math.max(0, lines.size() - MOST_LINES), lines.size())
            .forEach(System.out::println);
      }
    }
  }
}
