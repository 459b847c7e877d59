package io.peerway.tools.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.process.ChildRouter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL to whole routers, at random moments while clients change what they keep. */
@Timeout(600)
class KilledRouterIT {
  private static final int ROUNDS = 5;
  private static final int CLIENTS = 4;
  private static final int LONGEST_LIFE_MILLIS = 500;
  private static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/ec2/aws4_request,"
          + " SignedHeaders=host, Signature=0";

  @TempDir private Path directory;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicLong generation = new AtomicLong();
  private ChildRouter router;

  @AfterEach
  void stop() {
    router.close();
  }

  @Test
  void shouldHaveEveryAcknowledgedChangeAndNoHalfOfAnother() throws Exception {
    Random random = new Random(7);
    router = ChildRouter.start(directory);
    URI endpoint = router.awaitReady();
    for (int round = 0; round < ROUNDS; round++) {
      int before = acknowledged.size();
      long reached = generation.get();
      writeUntilKilled(endpoint, random.nextInt(LONGEST_LIFE_MILLIS));
      assertThat(acknowledged).hasSizeGreaterThan(before);
      assertThat(generation).hasValueGreaterThan(reached);

      router = ChildRouter.start(directory);
      endpoint = router.awaitReady();
      verify(endpoint);
    }
  }

  /** Makes security groups: each is several records, one transaction. */
  private void writeUntilKilled(URI endpoint, int millis) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      int before = acknowledged.size();
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        ends.add(clients.submit(() -> write(endpoint)));
      }
      while (acknowledged.size() == before) {
        router.process().waitFor(5, TimeUnit.MILLISECONDS);
      }
      router.process().waitFor(millis, TimeUnit.MILLISECONDS);
      router.process().destroyForcibly().waitFor();
      for (Future<?> end : ends) {
        end.get();
      }
    }
  }

  private Void write(URI endpoint) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        String name = "group-" + number.incrementAndGet();
        asked.add(name);
        HttpResponse<String> answer =
            call(
                client,
                endpoint,
                "Action=CreateSecurityGroup&GroupDescription=d&GroupName="
                    + name
                    + "&TagSpecification.1.ResourceType=security-group"
                    + "&TagSpecification.1.Tag.1.Key=k&TagSpecification.1.Tag.1.Value="
                    + name);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        acknowledged.add(name);
        generation.accumulateAndGet(
            answer.headers().firstValueAsLong("x-peerway-generation").orElseThrow(), Math::max);
      }
    } catch (IOException killed) {
      return null;
    }
  }

  private void verify(URI endpoint) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String groups = call(client, endpoint, "Action=DescribeSecurityGroups").body();
      Set<String> names = all("<groupName>(group-[0-9]+)<", groups);
      assertThat(names).containsAll(acknowledged);
      assertThat(asked).containsAll(names);
      // The name, the tag and the rule that lets everything out came together or not at all.
      assertThat(all("<value>(group-[0-9]+)<", groups)).isEqualTo(names);
      String rules = call(client, endpoint, "Action=DescribeSecurityGroupRules").body();
      assertThat(all("<groupId>(sg-[0-9a-f]+)<", rules))
          .isEqualTo(all("<groupId>(sg-[0-9a-f]+)<", groups));
    }
  }

  private static Set<String> all(String pattern, String xml) {
    return Pattern.compile(pattern)
        .matcher(xml)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static HttpResponse<String> call(HttpClient client, URI endpoint, String form)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(endpoint)
            .header("Authorization", AUTHORIZATION)
            .POST(BodyPublishers.ofString(form + "&Version=2016-11-15"))
            .build(),
        BodyHandlers.ofString());
  }
}
