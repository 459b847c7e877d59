package io.peerway.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  record Row(String name, double value, double missing) {}

  @Test
  void shouldWriteNullForWhatIsNotANumber(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("result.json");
    Json.write(file, new Row("relay", 1.5, Double.NaN));
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(Files.readString(file)))
        .isEqualTo(mapper.readTree("{\"name\": \"relay\", \"value\": 1.5, \"missing\": null}"));
  }
}
