package io.peerway.control.ec2;

import java.util.List;
import java.util.Set;

/**
 * The one action of the Security Token Service that clients use to learn who they are.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">
 *     GetCallerIdentity</a>
 */
public final class StsService {
  private static final String VERSION = "2011-06-15";
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/" + VERSION + "/";

  private static final Set<String> TAKEN = Set.of("Action", "Version");
  private static final String ACTION = "GetCallerIdentity";

  private StsService() {}

  /** The names of the actions there are. */
  public static List<String> actionNames() {
    return List.of(ACTION);
  }

  /** Answers a call; an error is an answer too. */
  public static ApiAnswer answer(ApiRequest request) {
    Parameters parameters = new Parameters(request.parameters());
    try {
      String action = parameters.required("Action");
      if (!action.equals(ACTION)) {
        throw new Ec2Exception(
            "InvalidAction", "Could not find operation " + action + " for version " + VERSION);
      }
      for (String name : parameters.all().keySet()) {
        if (!TAKEN.contains(name)) {
          throw Errors.unknownParameter(name);
        }
      }
      String account = request.caller().account();
      Xml xml = new Xml();
      xml.element(
              ACTION + "Result",
              () ->
                  xml.text("Arn", "arn:aws:iam::" + account + ":root")
                      .text("UserId", account)
                      .text("Account", account))
          .element("ResponseMetadata", () -> xml.text("RequestId", request.requestId()));
      return new ApiAnswer(200, ApiAnswer.SUCCESS, xml.document(ACTION + "Response", NAMESPACE));
    } catch (Ec2Exception refused) {
      return error(refused, request.requestId());
    }
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
