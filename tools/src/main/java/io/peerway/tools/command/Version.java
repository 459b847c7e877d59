package io.peerway.tools.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which Peerway this is, on what. */
public final class Version implements IVersionProvider {

  static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("peerway", peerway());
    parts.put("java", Runtime.version().toString());
    parts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return parts;
  }

  static String text() {
    Map<String, String> parts = parts();
    return "peerway %s, Java %s, %s"
        .formatted(parts.get("peerway"), parts.get("java"), parts.get("kernel"));
  }

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  private static String peerway() {
    try (InputStream file = Version.class.getResourceAsStream("/peerway.properties")) {
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
