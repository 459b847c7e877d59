package io.peerway.tools.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** A client of the EC2 Query protocol, so that the demo needs no {@code aws} command. */
final class Ec2Client {

  /** The API refused; the message is the {@code aws} command's. */
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String code, String action, String message) {
      super(
          "An error occurred (%s) when calling the %s operation: %s"
              .formatted(code, action, message));
    }
  }

  private static final String VERSION = "2016-11-15";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI endpoint;
  private final Sigv4 signer;

  Ec2Client(URI endpoint, Sigv4 signer) {
    this.endpoint = endpoint.resolve("/");
    this.signer = signer;
  }

  /**
   * Calls an action.
   *
   * @param parameters as the protocol names them, for example {@code CidrBlock}
   * @return the answer as the {@code aws} command shows it
   * @throws Refused with the API's error
   */
  ObjectNode call(String action, Map<String, String> parameters)
      throws IOException, InterruptedException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", action);
    form.put("Version", VERSION);
    form.putAll(parameters);
    String body =
        form.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    signer.headers(endpoint, body, Instant.now()).forEach(request::header);
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    Element root = parse(response.body());
    if (response.statusCode() != 200) {
      throw new Refused(text(root, "Code"), action, text(root, "Message"));
    }
    return AwsJson.of(root);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Element parse(byte[] xml) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("the answer is not XML: " + e.getMessage(), e);
    }
  }

  private static String text(Element root, String tag) {
    return root.getElementsByTagName(tag).getLength() == 0
        ? "?"
        : root.getElementsByTagName(tag).item(0).getTextContent();
  }
}
