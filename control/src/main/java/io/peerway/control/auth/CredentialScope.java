package io.peerway.control.auth;

import io.peerway.control.model.Regions;
import io.peerway.control.model.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a signed call says of itself: whose key signed it, and for which region and service.
 *
 * @param date of the signature, {@code YYYYMMDD}
 * @param service such as {@code ec2}
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html">
 *     Elements of an AWS API request signature</a>
 */
public record CredentialScope(String accessKeyId, String date, String region, String service) {
  static final String TERMINATOR = "aws4_request";

  private static final String DEFAULT_ACCOUNT = "123456789012";
  private static final Pattern CREDENTIAL = Pattern.compile("(?:^|[\\s,])Credential=([^\\s,]*)");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  /**
   * Reads the scope from the Authorization header, or, for a presigned URL, from the query.
   *
   * @param authorization the header's text, empty if the call has none
   * @param parameters of the call
   * @throws AuthException if there is neither, or it is not of the form
   */
  public static CredentialScope of(Optional<String> authorization, Map<String, String> parameters) {
    if (authorization.isPresent()) {
      String header = authorization.get();
      Matcher credential = CREDENTIAL.matcher(header);
      if (!header.startsWith(Signature.ALGORITHM) || !credential.find()) {
        throw new AuthException(
            400,
            "IncompleteSignature",
            "Authorization header requires "
                + Signature.ALGORITHM
                + " and a 'Credential' parameter.");
      }
      return parse(credential.group(1));
    }
    String inQuery = parameters.get("X-Amz-Credential");
    if (inQuery == null) {
      throw new AuthException(
          403, "MissingAuthenticationToken", "Request is missing Authentication Token");
    }
    return parse(inQuery);
  }

  // KEY/DATE/REGION/SERVICE/aws4_request
  private static CredentialScope parse(String credential) {
    String[] parts = credential.split("/", -1);
    if (parts.length != 5 || parts[0].isEmpty() || !parts[4].equals(TERMINATOR)) {
      throw new AuthException(
          400,
          "IncompleteSignature",
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '"
              + credential
              + "'");
    }
    if (!Regions.isWellFormed(parts[2])) {
      throw new AuthException(
          403,
          "SignatureDoesNotMatch",
          "Credential should be scoped to a valid region, not '" + parts[2] + "'.");
    }
    return new CredentialScope(parts[0], parts[1], parts[2], parts[3]);
  }

  /** The scope as it is signed, without the key. */
  String text() {
    return String.join("/", date, region, service, TERMINATOR);
  }

  /** The account and region that the call is made in: a key of 12 digits is its own account. */
  Scope caller() {
    String account = ACCOUNT.matcher(accessKeyId).matches() ? accessKeyId : DEFAULT_ACCOUNT;
    return new Scope(account, region);
  }
}
