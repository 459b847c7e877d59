package io.peerway.control.ec2.protocol;

/**
 * The patterns of filter values: {@code *} stands for any text, {@code ?} for one character, a
 * backslash takes the next character as it is.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html#Filtering_Resources_CLI">
 *     Filter your Amazon EC2 resources</a>
 */
final class Glob {
  private Glob() {}

  /** Whether the whole text fits the pattern; takes at most pattern times text steps. */
  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int starAt = -1;
    int starText = 0;
    while (t < text.length()) {
      char c = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && c == '*') {
        starAt = p++;
        starText = t;
        continue;
      }
      boolean escaped = c == '\\' && p + 1 < pattern.length();
      char wanted = escaped ? pattern.charAt(p + 1) : c;
      if (p < pattern.length() && (wanted == text.charAt(t) || (c == '?' && !escaped))) {
        p += escaped ? 2 : 1;
        t++;
      } else if (starAt >= 0) {
        // Let the last star take one character more.
        p = starAt + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
