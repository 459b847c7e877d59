package io.peerway.control.ec2;

import io.peerway.control.ec2.protocol.ApiAnswer;
import io.peerway.control.ec2.protocol.ApiRequest;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.Times;
import io.peerway.control.ec2.protocol.Xml;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients use of the Security Token Service: to learn who they are, and to act for another
 * account. A 12-digit access key is its account, so the key that AssumeRole gives is the account of
 * the role; it does not end, and needs neither its secret nor its token to be the right ones.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">
 *     GetCallerIdentity</a>
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">
 *     AssumeRole</a>
 */
public final class StsService {
  private static final String VERSION = "2011-06-15";
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/" + VERSION + "/";

  private static final String IDENTITY = "GetCallerIdentity";
  private static final String ASSUME_ROLE = "AssumeRole";
  private static final Map<String, Set<String>> TAKEN =
      Map.of(
          IDENTITY, Set.of("Action", "Version"),
          ASSUME_ROLE,
              Set.of(
                  "Action",
                  "Version",
                  "RoleArn",
                  "RoleSessionName",
                  "DurationSeconds",
                  "ExternalId"));

  private static final Pattern ROLE =
      Pattern.compile(
          "arn:aws[a-z-]{0,20}:iam::([0-9]{12}):role/(?:[\\w+=,.@/-]{0,512}/)?([\\w+=,.@-]{1,64})");
  private static final Pattern SESSION = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final int SHORTEST_SESSION = 900;
  private static final int LONGEST_SESSION = 43_200;
  private static final int USUAL_SESSION = 3600;

  private final InstantSource clock;

  public StsService(InstantSource clock) {
    this.clock = clock;
  }

  /** The names of the actions there are. */
  public static List<String> actionNames() {
    return TAKEN.keySet().stream().sorted().toList();
  }

  /** Answers a call; an error is an answer too. */
  public ApiAnswer answer(ApiRequest request) {
    Parameters parameters = new Parameters(request.parameters());
    try {
      String action = parameters.required("Action");
      Set<String> taken = TAKEN.get(action);
      if (taken == null) {
        throw new Ec2Exception(
            "InvalidAction", "Could not find operation " + action + " for version " + VERSION);
      }
      for (String name : parameters.all().keySet()) {
        if (!taken.contains(name)) {
          throw Errors.unknownParameter(name);
        }
      }
      Xml xml = new Xml();
      xml.element(
              action + "Result",
              () -> {
                if (action.equals(IDENTITY)) {
                  identify(request.caller().account(), xml);
                } else {
                  assumeRole(parameters, clock.instant(), xml);
                }
              })
          .element("ResponseMetadata", () -> xml.text("RequestId", request.requestId()));
      return new ApiAnswer(200, ApiAnswer.SUCCESS, xml.document(action + "Response", NAMESPACE));
    } catch (Ec2Exception refused) {
      return error(refused, request.requestId());
    }
  }

  private static void identify(String account, Xml xml) {
    xml.text("Arn", "arn:aws:iam::" + account + ":root")
        .text("UserId", account)
        .text("Account", account);
  }

  private static void assumeRole(Parameters parameters, Instant now, Xml xml) {
    String session = parameters.required("RoleSessionName");
    if (!SESSION.matcher(session).matches()) {
      throw invalid("roleSessionName", SESSION.pattern());
    }
    Matcher role = ROLE.matcher(parameters.required("RoleArn"));
    if (!role.matches()) {
      throw invalid("roleArn", "arn:aws:iam::ACCOUNT:role/NAME");
    }
    int seconds =
        parameters
            .integer("DurationSeconds", SHORTEST_SESSION, LONGEST_SESSION)
            .orElse(USUAL_SESSION);
    String account = role.group(1);
    String name = role.group(2) + "/" + session;
    xml.element(
            "AssumedRoleUser",
            () ->
                xml.text("AssumedRoleId", role.group(2) + ":" + session)
                    .text("Arn", "arn:aws:sts::" + account + ":assumed-role/" + name))
        .element(
            "Credentials",
            () ->
                xml.text("AccessKeyId", account)
                    .text("SecretAccessKey", "any")
                    .text("SessionToken", name)
                    .text("Expiration", Times.format(now.plus(Duration.ofSeconds(seconds)))));
  }

  private static Ec2Exception invalid(String parameter, String form) {
    return new Ec2Exception(
        "ValidationError",
        "1 validation error detected: Value at '"
            + parameter
            + "' failed to satisfy constraint: Member must satisfy regular expression pattern: "
            + form);
  }

  /** The answer to a call that came to nothing before any action saw it. */
  public static ApiAnswer error(Ec2Exception error, String requestId) {
    Xml xml = new Xml();
    xml.element(
            "Error",
            () ->
                xml.text("Type", "Sender")
                    .text("Code", error.code())
                    .text("Message", error.getMessage()))
        .text("RequestId", requestId);
    return new ApiAnswer(error.status(), error.code(), xml.document("ErrorResponse", NAMESPACE));
  }
}
