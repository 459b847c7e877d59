package io.peerway.control;

import io.peerway.control.flowlog.FlowLogRetention;
import io.peerway.control.flowlog.FlowLogSettings;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quotas;
import io.peerway.control.store.MemoryStore;
import io.peerway.control.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.sts.StsClient;

/** A whole control plane on a free loopback port, and real clients for it. */
public final class TestControlPlane implements AutoCloseable {
  public static final String ACCOUNT = "111111111111";
  public static final String OTHER_ACCOUNT = "222222222222";
  public static final String REGION = "eu-west-1";
  public static final String OTHER_REGION = "us-west-1";

  private static final String SECRET = "secret";

  private final TestClock clock = new TestClock();
  private final FakeDatapath datapath = new FakeDatapath();
  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final ControlPlane plane;

  public TestControlPlane() {
    this(Quotas.DEFAULT);
  }

  public TestControlPlane(Quotas quotas) {
    this(config -> config.withQuotas(quotas), new MemoryStore());
  }

  /**
   * @param settings change what the usual ones are
   * @param store stays open
   */
  public TestControlPlane(UnaryOperator<ControlConfig> settings, Store store) {
    ControlConfig usual =
        ControlConfig.at(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new FlowLogSettings(
                    Path.of("/dev/null"), FlowLogSettings.LONGEST, FlowLogRetention.STANDARD))
            .withClock(clock)
            .withRandom(new Random(1));
    try {
      plane = ControlPlane.start(settings.apply(usual), store, datapath);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + plane.address().getPort());
  }

  public TestClock clock() {
    return clock;
  }

  public FakeDatapath datapath() {
    return datapath;
  }

  public ControlPlane plane() {
    return plane;
  }

  public Inventory inventory() {
    return plane.inventory();
  }

  /** A client of the usual account in the usual region. */
  public Ec2Client ec2() {
    return ec2(ACCOUNT, REGION);
  }

  public Ec2Client ec2(String account, String region) {
    return ec2(account, SECRET, region);
  }

  public Ec2Client ec2(String accessKey, String secret, String region) {
    return Ec2Client.builder()
        .endpointOverride(uri())
        .region(Region.of(region))
        .credentialsProvider(credentials(accessKey, secret))
        .overrideConfiguration(c -> c.retryStrategy(RetryMode.STANDARD))
        .httpClient(http)
        .build();
  }

  public StsClient sts(String accessKey, String region) {
    return sts(accessKey, SECRET, region);
  }

  public StsClient sts(String accessKey, String secret, String region) {
    return StsClient.builder()
        .endpointOverride(uri())
        .region(Region.of(region))
        .credentialsProvider(credentials(accessKey, secret))
        .httpClient(http)
        .build();
  }

  private static StaticCredentialsProvider credentials(String accessKey, String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secret));
  }

  @Override
  public void close() {
    http.close();
    plane.close();
  }
}
