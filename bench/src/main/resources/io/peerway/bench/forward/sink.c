/* Receives UDP datagrams on a socket and counts them.
 *
 *   sink IP PORT
 *
 * Prints "ready" when it listens. At SIGTERM it takes what still waits, prints how many datagrams there were, and how
 * many the socket had to drop for want of room, and ends. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BATCH 64
#define LENGTH 2048
#define RECEIVE_BUFFER (64 << 20)

static volatile sig_atomic_t ended;

static void end(int signal) {
  (void)signal;
  ended = 1;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  struct sigaction action = {.sa_handler = end}; /* without SA_RESTART: the receive call returns */
  sigaction(SIGTERM, &action, NULL);
  int fd = socket(AF_INET, SOCK_DGRAM, 0), size = RECEIVE_BUFFER, on = 1;
  if (fd < 0) fail("socket");
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size)) fail("SO_RCVBUFFORCE");
  if (setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on)) fail("SO_RXQ_OVFL");
  struct timeval wait = {.tv_usec = 100000}; /* a signal just before the call would be missed */
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait)) fail("SO_RCVTIMEO");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
  if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) return 2;
  if (bind(fd, (struct sockaddr *)&address, sizeof address)) fail("bind");

  static uint8_t data[BATCH][LENGTH];
  static char control[BATCH][CMSG_SPACE(sizeof(uint32_t))];
  static struct iovec vectors[BATCH];
  static struct mmsghdr messages[BATCH];
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){data[i], LENGTH};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1, .msg_control = control[i]};
  }
  puts("ready");
  fflush(stdout);
  uint64_t received = 0;
  uint32_t dropped = 0;
  for (;;) {
    for (int i = 0; i < BATCH; i++) messages[i].msg_hdr.msg_controllen = sizeof control[i];
    int taken = recvmmsg(fd, messages, BATCH, ended ? MSG_DONTWAIT : MSG_WAITFORONE, NULL);
    if (taken < 0) {
      if (ended && errno == EAGAIN) break;
      if (errno != EINTR && errno != EAGAIN) fail("recvmmsg");
      continue;
    }
    received += taken;
    struct cmsghdr *overflow = CMSG_FIRSTHDR(&messages[taken - 1].msg_hdr);
    if (overflow && overflow->cmsg_type == SO_RXQ_OVFL) memcpy(&dropped, CMSG_DATA(overflow), sizeof dropped);
  }
  printf("%lu %u\n", received, dropped);
}
