package io.peerway.control.ec2.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "vpc-1, vpc-1, true",
    "vpc-1, vpc-2, false",
    "vpc-*, vpc-123, true",
    "*, '', true",
    "'', '', true",
    "'', a, false",
    "?, a, true",
    "?, '', false",
    "a?c, abc, true",
    "*b*d*, abcde, true",
    "*b*d*, acde, false",
    "a\\*, a*, true",
    "a\\*, ab, false",
    "a\\?, a?, true",
    "a\\\\, a\\, true",
  })
  void shouldMatch(String pattern, String text, boolean expected) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(expected);
  }

  @Property(tries = 2000)
  void shouldAgreeWithARegularExpression(
      @ForAll @Chars({'a', 'b', '*', '?', '\\'}) @StringLength(max = 8) String pattern,
      @ForAll @Chars({'a', 'b', '*', '?', '\\'}) @StringLength(max = 8) String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        regex.append(Pattern.quote(pattern.substring(++i, i + 1)));
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(pattern.substring(i, i + 1)));
      }
    }

    assertThat(Glob.matches(pattern, text)).isEqualTo(Pattern.matches(regex.toString(), text));
  }

  @Test
  void shouldNotTakeForeverOverManyStars() {
    assertThat(Glob.matches("*a".repeat(2000) + "b", "a".repeat(5000))).isFalse();
  }
}
