package io.peerway.control.auth;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys that may sign calls, from a file:
 *
 * <pre>{@code
 * {"keys": [
 *   {"accessKeyId": "AKIAALICE", "secretAccessKey": "...", "account": "111111111111"},
 *   {"accessKeyId": "AKIABOB", "secretAccessKey": "...", "account": "222222222222",
 *    "allow": ["ec2:Describe*", "ec2:AcceptVpcPeeringConnection"]}
 * ]}
 * }</pre>
 *
 * <p>A key without {@code allow} may do everything. A member that is not known is an error: one
 * that is misspelt must not widen what a key may do.
 */
public final class Credentials {
  private record FileForm(List<KeyForm> keys) {}

  private record KeyForm(
      String accessKeyId, String secretAccessKey, String account, List<String> allow) {}

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern ID = Pattern.compile("\\w{1,128}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ALLOWED = Pattern.compile("(?:ec2|sts):[A-Za-z0-9*?]+|\\*");

  private final Map<String, AccessKey> keys;

  private Credentials(Map<String, AccessKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not of the form; the message says where, and has no
   *     secret in it
   */
  public static Credentials read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  static Credentials parse(String json) {
    FileForm form;
    try {
      form = MAPPER.readValue(json, FileForm.class);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      // Jackson's own message would quote what it found there, perhaps a secret.
      throw new IllegalArgumentException(
          "line %d, column %d is not of the form {\"keys\": [{\"accessKeyId\": ..., \"secretAccessKey\": ..., \"account\": ..., \"allow\": [...]}]}"
              .formatted(at.getLineNr(), at.getColumnNr()));
    }
    if (form == null || form.keys() == null || form.keys().isEmpty()) {
      throw new IllegalArgumentException("it names no key");
    }
    Map<String, AccessKey> keys = new HashMap<>();
    for (int i = 0; i < form.keys().size(); i++) {
      AccessKey key = key(form.keys().get(i), "keys[" + i + "]");
      if (keys.put(key.id(), key) != null) {
        throw new IllegalArgumentException("the key " + key.id() + " is there twice");
      }
    }
    return new Credentials(keys);
  }

  private static AccessKey key(KeyForm form, String where) {
    check(form != null, where, "is null");
    check(
        form.accessKeyId() != null && ID.matcher(form.accessKeyId()).matches(),
        where,
        "needs an accessKeyId of up to 128 letters, digits and underscores");
    check(
        form.secretAccessKey() != null && !form.secretAccessKey().isEmpty(),
        where,
        "needs a secretAccessKey");
    check(
        form.account() != null && ACCOUNT.matcher(form.account()).matches(),
        where,
        "needs an account of 12 digits");
    Optional<List<String>> allow = Optional.ofNullable(form.allow());
    allow
        .orElse(List.of())
        .forEach(
            action ->
                check(
                    action != null && ALLOWED.matcher(action).matches(),
                    where,
                    "allows \"" + action + "\", which is not like \"ec2:Describe*\""));
    return new AccessKey(
        form.accessKeyId(),
        form.secretAccessKey(),
        form.account(),
        allow.map(actions -> actions.stream().map(AccessKey::actions).toList()));
  }

  private static void check(boolean right, String where, String wrong) {
    if (!right) {
      throw new IllegalArgumentException(where + " " + wrong);
    }
  }

  /** The key with this id. */
  Optional<AccessKey> key(String id) {
    return Optional.ofNullable(keys.get(id));
  }
}
