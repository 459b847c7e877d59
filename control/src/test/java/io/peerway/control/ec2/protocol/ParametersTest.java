package io.peerway.control.ec2.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  @Test
  void shouldReadListsInTheOrderOfTheirNumbers() {
    Parameters parameters =
        new Parameters(
            Map.of("VpcId.10", "j", "VpcId.2", "b", "VpcId.1", "a", "VpcIds.3", "x", "VpcId", "y"));

    assertThat(parameters.list("VpcId")).containsExactly("a", "b", "j");
    assertThat(parameters.list("Other")).isEmpty();
  }

  @Test
  void shouldReadStructuresWithinStructures() {
    Parameters parameters =
        new Parameters(
            Map.of(
                "Filter.2.Name", "vpc-id",
                "Filter.2.Value.1", "vpc-1",
                "Filter.2.Value.2", "",
                "Filter.1.Name", "state"));

    List<Parameters> filters = parameters.structures("Filter");
    assertThat(filters).hasSize(2);
    assertThat(filters.get(0).required("Name")).isEqualTo("state");
    assertThat(filters.get(0).list("Value")).isEmpty();
    assertThat(filters.get(1).list("Value")).containsExactly("vpc-1", "");
    assertThat(filters.get(1).fullName("Value")).isEqualTo("Filter.2.Value");
  }

  @Test
  void shouldTakeAnEmptyParameterForNone() {
    Parameters parameters = new Parameters(Map.of("VpcId", "", "Tag.1.Value", ""));

    assertThat(parameters.text("VpcId")).isEmpty();
    assertThat(parameters.textOrEmpty("VpcId")).contains("");
    assertFails(
        () -> parameters.required("VpcId"),
        "MissingParameter",
        "The request must contain the parameter VpcId");
    assertFails(
        () -> parameters.structures("Tag").getFirst().required("Key"),
        "MissingParameter",
        "The request must contain the parameter Tag.1.Key");
  }

  @Test
  void shouldReadFlags() {
    Parameters parameters = new Parameters(Map.of("A", "true", "B", "False", "C", "yes"));

    assertThat(parameters.flag("A")).contains(true);
    assertThat(parameters.flag("B")).contains(false);
    assertThat(parameters.flag("D")).isEmpty();
    assertFails(
        () -> parameters.flag("C"),
        "InvalidParameterValue",
        "Invalid value 'yes' for C. It must be true or false.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "1001", "abc", "5.0", "0x10", "99999999999999999999", "-10", " 7"})
  void shouldRefuseNumbersOutOfTheirLimits(String text) {
    Parameters parameters = new Parameters(Map.of("MaxResults", text));

    assertFails(
        () -> parameters.integer("MaxResults", 5, 1000),
        "InvalidParameterValue",
        "Value ( "
            + text
            + " ) for parameter MaxResults is invalid. Expecting a number from 5 to 1000.");
  }

  @Test
  void shouldReadNumbersWithinTheirLimits() {
    assertThat(new Parameters(Map.of("N", "5")).integer("N", 5, 1000)).contains(5);
    assertThat(new Parameters(Map.of("N", "1000")).integer("N", 5, 1000)).contains(1000);
    assertThat(new Parameters(Map.of("N", "-1")).integer("N", -1, 255)).contains(-1);
  }

  private static void assertFails(ThrowingCallable call, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.status()).isEqualTo(400);
            })
        .hasMessage(message);
  }
}
