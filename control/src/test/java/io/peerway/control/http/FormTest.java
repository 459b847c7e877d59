package io.peerway.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
  @Property(tries = 200)
  void shouldReadWhatWasWritten(@ForAll Map<String, String> fields) {
    String text =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));

    // Unpaired surrogates cannot be written in UTF-8.
    Map<String, String> writable =
        fields.entrySet().stream()
            .collect(Collectors.toMap(f -> utf8(f.getKey()), f -> utf8(f.getValue()), (a, b) -> b));
    if (writable.size() == fields.size() && !fields.containsKey("")) {
      assertThat(Form.parse(text)).isEqualTo(writable);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Test
  void shouldReadEscapesAndSpaces() {
    assertThat(Form.parse("a=b+c&d=%2A%c3%A4&e&f=&&g=h=i"))
        .isEqualTo(Map.of("a", "b c", "d", "*ä", "e", "", "f", "", "g", "h=i"));
    assertThat(Form.parse("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%2", "a=%zz", "%=a", "a=b&a=c", "a=b&%61=b"})
  void shouldRefuseMalformedEscapesAndRepeatedFields(String text) {
    assertThatThrownBy(() -> Form.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
