package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Which user data an instance may have: a script, from those who may run programs. */
final class UserDataRules {
  private static final int LONGEST_BYTES = 16_384;
  private static final String SCRIPT = "#!";

  private UserDataRules() {}

  /** Base64 without the line ends and blanks that clients put into it. */
  static String withoutSpaces(String base64) {
    return base64.replaceAll("\\s", "");
  }

  /**
   * Checks user data.
   *
   * @throws Ec2Exception if it is no script in Base64, too long, or not for the caller to give
   */
  static void check(Call call, String base64) {
    byte[] data;
    try {
      data = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw new Ec2Exception("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
    }
    if (data.length > LONGEST_BYTES) {
      throw Errors.invalidValue("User data is limited to " + LONGEST_BYTES + " bytes");
    }
    if (!new String(data, StandardCharsets.ISO_8859_1).startsWith(SCRIPT)) {
      throw new Ec2Exception(
          "UnsupportedOperation", "User data has to be a script that begins with #!");
    }
    if (!call.mayRunPrograms()) {
      throw new Ec2Exception(
          403,
          "UnauthorizedOperation",
          "User data is run as a program by the router's user, so the call has to be that user's own, on the router's machine, or signed with a key of its credentials file.");
    }
  }
}
