package io.peerway.tools.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command shows its result: text for people, or JSON for scripts. */
final class Output {

  @Option(names = "--json", description = "Print JSON, for scripts.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * @param result as JSON shows it
   * @param text the same for people
   */
  void show(Object result, String text) {
    command.commandLine().getOut().println(json ? toJson(result) : text);
  }

  boolean isJson() {
    return json;
  }

  static String toJson(Object result) {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
