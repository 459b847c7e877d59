/* Sends 64-byte Ethernet frames (60 without their checksum) with UDP datagrams, as fast as the device takes them.
 *
 *   blast DEVICE DESTINATION-MAC SOURCE-IP DESTINATION-IP DESTINATION-PORT SECONDS FLOWS
 *
 * Flows, at most 64, differ in their source port and take turns. Prints the number of frames sent and the seconds it
 * took. A packet socket that bypasses queueing disciplines leaves most of the processor to the router. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 64
#define FRAME 60
#define FIRST_PORT 20000

struct frame {
  struct ethhdr ethernet;
  struct iphdr ip;
  struct udphdr udp;
  uint8_t data[FRAME - 42];
} __attribute__((packed));

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static uint16_t checksum(const void *header, int length, uint32_t sum) {
  const uint8_t *bytes = header;
  for (int i = 0; i < length; i += 2) sum += bytes[i] << 8 | bytes[i + 1];
  sum = (sum & 0xffff) + (sum >> 16);
  return htons(~(sum + (sum >> 16)) & 0xffff);
}

static void address(const char *text, void *to) {
  if (inet_pton(AF_INET, text, to) != 1) {
    fprintf(stderr, "not an IPv4 address: %s\n", text);
    exit(2);
  }
}

int main(int argc, char **argv) {
  if (argc != 8) return 2;
  const char *device = argv[1];
  int flows = atoi(argv[7]);
  int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1;
  if (fd < 0) fail("socket");
  struct ifreq request = {0};
  strncpy(request.ifr_name, device, IFNAMSIZ - 1);
  if (ioctl(fd, SIOCGIFHWADDR, &request)) fail(device);
  if (setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on)) fail("PACKET_QDISC_BYPASS");
  struct sockaddr_ll link = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = (int)if_nametoindex(device)};
  if (bind(fd, (struct sockaddr *)&link, sizeof link)) fail("bind");

  struct frame template = {.ethernet = {.h_proto = htons(ETH_P_IP)},
                           .ip = {.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP}};
  uint8_t *mac = template.ethernet.h_dest;
  if (sscanf(argv[2], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) != 6)
    return 2;
  memcpy(template.ethernet.h_source, request.ifr_hwaddr.sa_data, ETH_ALEN);
  address(argv[3], &template.ip.saddr);
  address(argv[4], &template.ip.daddr);
  template.ip.tot_len = htons(FRAME - ETH_HLEN);
  template.ip.frag_off = htons(IP_DF);
  template.ip.check = checksum(&template.ip, sizeof template.ip, 0);
  template.udp.dest = htons(atoi(argv[5]));
  template.udp.len = htons(FRAME - ETH_HLEN - sizeof template.ip);

  static struct frame frames[BATCH];
  static struct iovec vectors[BATCH];
  static struct mmsghdr messages[BATCH];
  for (int i = 0; i < BATCH; i++) {
    frames[i] = template;
    frames[i].udp.source = htons(FIRST_PORT + i % flows);
    uint32_t addresses = 0;
    for (int k = 0; k < 8; k += 2) {
      const uint8_t *byte = (const uint8_t *)&frames[i].ip.saddr + k;
      addresses += byte[0] << 8 | byte[1];
    }
    int length = ntohs(frames[i].udp.len);
    frames[i].udp.check = checksum(&frames[i].udp, length, addresses + IPPROTO_UDP + length);
    vectors[i] = (struct iovec){&frames[i], FRAME};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  uint64_t sent = 0;
  double start = now(), end = start + atof(argv[6]), t;
  while ((t = now()) < end) {
    int accepted = sendmmsg(fd, messages, BATCH, 0);
    if (accepted > 0) sent += accepted;
  }
  printf("%lu %.6f\n", sent, t - start);
}
