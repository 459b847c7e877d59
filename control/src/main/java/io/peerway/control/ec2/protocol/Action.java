package io.peerway.control.ec2.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One action of the API: its name, the parameters it takes, and what it does.
 *
 * <p>Parameters are declared by their flattened names with {@code N} for every number, such as
 * {@code Filter.N.Value.N}. A call with any other parameter is refused by that parameter's name, so
 * that no setting is ever accepted without effect.
 */
public final class Action {
  /** Answers from the records. */
  @FunctionalInterface
  public interface Reader {
    void answer(Call call, Xml answer);
  }

  /** Changes the records and answers. */
  @FunctionalInterface
  public interface Writer {
    void answer(WriteCall call, Xml answer);
  }

  private static final Set<String> ALWAYS = Set.of("Action", "Version");

  private final String name;
  private final Reader reader;
  private final Writer writer;
  private final Set<String> parameters = new HashSet<>(ALWAYS);
  private final Set<String> unsupported = new HashSet<>();

  private Action(String name, Reader reader, Writer writer) {
    this.name = name;
    this.reader = reader;
    this.writer = writer;
    parameters.add("DryRun");
  }

  public static Action read(String name, Reader reader) {
    return new Action(name, reader, null);
  }

  public static Action write(String name, Writer writer) {
    return new Action(name, null, writer);
  }

  /** Declares parameters that the action takes. */
  public Action takes(String... names) {
    parameters.addAll(List.of(names));
    return this;
  }

  /** Declares {@code Filter}. */
  public Action takesFilters() {
    return takes("Filter.N.Name", "Filter.N.Value.N");
  }

  /** Declares {@code MaxResults} and {@code NextToken}. */
  public Action takesPages() {
    return takes("MaxResults", "NextToken");
  }

  /** Declares {@code TagSpecification}. */
  public Action takesTags() {
    return takes(
        "TagSpecification.N.ResourceType",
        "TagSpecification.N.Tag.N.Key",
        "TagSpecification.N.Tag.N.Value");
  }

  /** Declares that EC2 has no {@code DryRun} here. */
  public Action withoutDryRun() {
    parameters.remove("DryRun");
    return this;
  }

  /** Declares parameters (or structures) that EC2 has and this does not. */
  public Action refuses(String... names) {
    unsupported.addAll(List.of(names));
    return this;
  }

  public String name() {
    return name;
  }

  public boolean writes() {
    return writer != null;
  }

  /**
   * Refuses parameters that are not declared.
   *
   * @throws Ec2Exception {@code UnknownParameter} or {@code UnsupportedOperation} for the first
   *     parameter that the action does not take
   */
  public void checkNames(Parameters given) {
    for (String full : given.all().keySet()) {
      if (!parameters.contains(numbersAsN(full))) {
        String first = full.contains(".") ? full.substring(0, full.indexOf('.')) : full;
        throw unsupported.contains(first)
            ? Errors.unsupportedParameter(first)
            : Errors.unknownParameter(full);
      }
    }
  }

  public void answer(Call call, Xml answer) {
    if (writes()) {
      writer.answer((WriteCall) call, answer);
    } else {
      reader.answer(call, answer);
    }
  }

  private static String numbersAsN(String full) {
    if (full.indexOf('.') < 0) {
      return full;
    }
    StringBuilder name = new StringBuilder();
    for (String part : full.split("\\.", -1)) {
      name.append(name.isEmpty() ? "" : ".").append(Parameters.isNumber(part) ? "N" : part);
    }
    return name.toString();
  }
}
