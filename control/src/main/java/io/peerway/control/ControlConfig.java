package io.peerway.control;

import io.peerway.control.auth.Authenticator;
import io.peerway.control.flowlog.FlowLogSettings;
import io.peerway.control.model.Quotas;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How a control plane is run.
 *
 * @param listen where the API is served; port 0 takes any that is free
 * @param authenticator who may call it
 * @param quotas how much of everything there may be
 * @param clock by which requests expire
 * @param random what ids are drawn from
 * @param flowLogs how flow logs are written
 */
public record ControlConfig(
    InetSocketAddress listen,
    Authenticator authenticator,
    Quotas quotas,
    InstantSource clock,
    RandomGenerator random,
    FlowLogSettings flowLogs) {
  /**
   * The API believes everybody, which is fit only for an address of the loopback interface.
   *
   * @param flowLogs how they are written
   */
  public static ControlConfig at(InetSocketAddress listen, FlowLogSettings flowLogs) {
    return new ControlConfig(
        listen,
        Authenticator.believing(),
        Quotas.DEFAULT,
        InstantSource.system(),
        new SecureRandom(),
        flowLogs);
  }

  public ControlConfig withAuthenticator(Authenticator other) {
    return new ControlConfig(listen, other, quotas, clock, random, flowLogs);
  }

  public ControlConfig withQuotas(Quotas other) {
    return new ControlConfig(listen, authenticator, other, clock, random, flowLogs);
  }

  public ControlConfig withClock(InstantSource other) {
    return new ControlConfig(listen, authenticator, quotas, other, random, flowLogs);
  }

  public ControlConfig withRandom(RandomGenerator other) {
    return new ControlConfig(listen, authenticator, quotas, clock, other, flowLogs);
  }
}
