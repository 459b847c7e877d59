package io.peerway.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpConnectionTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4566);
  private static final TcpConnection CONNECTION =
      new TcpConnection(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40000), SERVER);
  private static final String HEADINGS = "sl local_address rem_address st";

  private static List<String> table(String local, String remote, String state, String uid) {
    return List.of(
        HEADINGS,
        "  7: %s %s %s 00000000:00000000 00:00000000 00000000  %s 0 123 1 0000 20 4 30 10 -1"
            .formatted(local, remote, state, uid));
  }

  @Test
  void shouldFindTheClientsEndInTheKernelsTable() {
    List<String> own = table("0100007F:9C40", "0100007F:11D6", "01", "1000");

    assertThat(CONNECTION.isClientOf("1000", own)).isTrue();
    assertThat(CONNECTION.isClientOf("0", own)).isFalse();
  }

  @Test
  void shouldFindAnAddressThatIsMappedIntoIpv6() {
    String mapped = "0000000000000000FFFF00000100007F:";

    assertThat(CONNECTION.isClientOf("0", table(mapped + "9C40", mapped + "11D6", "01", "0")))
        .isTrue();
  }

  @Test
  void shouldNotTakeAnotherSocketForTheClients() {
    for (List<String> other :
        List.of(
            table("0100007F:11D6", "0100007F:9C40", "01", "0"), // the server's own end
            table("0100007F:9C41", "0100007F:11D6", "01", "0"),
            table("0200007F:9C40", "0100007F:11D6", "01", "0"),
            table("0100007F:9C40", "0100007F:11D6", "06", "0"),
            List.of(HEADINGS))) {
      assertThat(CONNECTION.isClientOf("0", other)).isFalse();
    }
  }

  @Test
  void shouldKnowAClientOfTheSameUser() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      InetSocketAddress here = (InetSocketAddress) accepted.getLocalSocketAddress();

      assertThat(
              new TcpConnection((InetSocketAddress) client.getLocalSocketAddress(), here)
                  .isOfOwnUser())
          .isTrue();
      assertThat(new TcpConnection(here, here).isOfOwnUser()).isFalse();
    }
  }
}
