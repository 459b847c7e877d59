/* The least that a router between two TAP devices can do, to compare routers with: it reads a frame, rewrites MAC
 * addresses, TTL and checksum, and writes it to the other device. No tables, no checks, no counters.
 *
 *   relay [-q queues] [-d] [-f priority] DEVICE HOST-MAC ROUTER-MAC DEVICE HOST-MAC ROUTER-MAC
 *
 * It makes the devices, with as many queues as said, and has a thread for each queue number; with -d one for each of
 * its two directions. With -f the threads run as SCHED_FIFO. Frames carry a virtio_net_hdr; super-packets pass as
 * they are. It answers no ARP. Prints "ready" when the devices exist, and ends when a device is gone. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MAC 6
#define VNET_HEADER 10 /* struct virtio_net_hdr, without num_buffers */
#define ETHERNET_HEADER 14
#define FRAME_MAX (ETHERNET_HEADER + 65535)
#define FRAMES_PER_TURN 64 /* of one direction, before the other gets its turn */
#define QUEUES_MAX 16

#ifndef TUN_F_USO4 /* since Linux 6.2 */
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

struct device {
  uint8_t addresses[2 * MAC]; /* destination and source of the frames that leave by it */
  int queue[QUEUES_MAX];
};

/* What a thread does: on one queue, frames from device d to the other if takes[d]. */
struct job {
  int queue, takes[2];
};

static struct device devices[2];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int open_queue(const char *name, int multi) {
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) fail("/dev/net/tun");
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | (multi ? IFF_MULTI_QUEUE : 0)};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(fd, TUNSETIFF, &request)) fail(name);
  int header = VNET_HEADER;
  if (ioctl(fd, TUNSETVNETHDRSZ, &header)) fail("TUNSETVNETHDRSZ");
  unsigned offloads = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;
  if (ioctl(fd, TUNSETOFFLOAD, offloads | TUN_F_USO4 | TUN_F_USO6) && ioctl(fd, TUNSETOFFLOAD, offloads))
    fail("TUNSETOFFLOAD");
  return fd;
}

static void parse_mac(const char *text, uint8_t *mac) {
  if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) != MAC) {
    fprintf(stderr, "not a MAC address: %s\n", text);
    exit(2);
  }
}

/* Makes a frame leave by another device; returns 0 when it may not. */
static int forward(uint8_t *frame, ssize_t length, const struct device *to) {
  uint8_t *ip = frame + ETHERNET_HEADER;
  if (length >= ETHERNET_HEADER + 20 && frame[12] == 0x08 && frame[13] == 0x00) {
    if (ip[8] <= 1) return 0;
    ip[8]--;
    uint32_t sum = (ip[10] << 8 | ip[11]) + 0x0100; /* RFC 1624, for a TTL that is one less */
    sum += sum >> 16;
    ip[10] = sum >> 8;
    ip[11] = sum;
  } else if (length >= ETHERNET_HEADER + 40 && frame[12] == 0x86 && frame[13] == 0xdd) {
    if (ip[7] <= 1) return 0;
    ip[7]--;
  } else {
    return 0;
  }
  memcpy(frame, to->addresses, sizeof to->addresses);
  return 1;
}

/* Reads until the queue is empty or has had its turn; returns how many frames. */
static int relay(int in, const struct device *to, int out, uint8_t *buffer) {
  int frames = 0;
  while (frames < FRAMES_PER_TURN) {
    ssize_t length = read(in, buffer, VNET_HEADER + FRAME_MAX);
    if (length < 0) {
      if (errno == EAGAIN || errno == EINTR) break;
      if (errno == EBADFD) exit(0); /* the namespace is gone, and the device with it */
      fail("read");
    }
    frames++;
    if (forward(buffer + VNET_HEADER, length - VNET_HEADER, to))
      while (write(out, buffer, length) < 0 && errno == EAGAIN) {
      }
  }
  return frames;
}

__attribute__((noreturn)) static void *run(void *argument) {
  const struct job *job = argument;
  uint8_t *buffer = malloc(VNET_HEADER + FRAME_MAX);
  struct pollfd waits[2];
  int count = 0;
  for (int d = 0; d < 2; d++)
    if (job->takes[d]) waits[count++] = (struct pollfd){devices[d].queue[job->queue], POLLIN, 0};
  for (;;) {
    int frames = 0;
    for (int d = 0; d < 2; d++)
      if (job->takes[d])
        frames += relay(devices[d].queue[job->queue], &devices[1 - d], devices[1 - d].queue[job->queue], buffer);
    if (!frames) poll(waits, count, -1);
  }
}

int main(int argc, char **argv) {
  int queues = 1, priority = 0, apart = 0;
  for (int option; (option = getopt(argc, argv, "q:df:")) != -1;) {
    if (option == 'q') queues = atoi(optarg);
    else if (option == 'd') apart = 1;
    else if (option == 'f') priority = atoi(optarg);
    else return 2;
  }
  if (argc - optind != 6 || queues < 1 || queues > QUEUES_MAX) return 2;
  for (int i = 0; i < 2; i++) {
    char **arguments = argv + optind + 3 * i;
    parse_mac(arguments[1], devices[i].addresses);
    parse_mac(arguments[2], devices[i].addresses + MAC);
    for (int q = 0; q < queues; q++) devices[i].queue[q] = open_queue(arguments[0], queues > 1);
  }
  struct sched_param parameter = {.sched_priority = priority};
  if (priority && sched_setscheduler(0, SCHED_FIFO, &parameter)) fail("SCHED_FIFO");
  puts("ready");
  fflush(stdout);
  static struct job jobs[2 * QUEUES_MAX];
  int count = 0;
  for (int q = 0; q < queues; q++) {
    jobs[count++] = (struct job){q, {1, !apart}};
    if (apart) jobs[count++] = (struct job){q, {0, 1}};
  }
  for (int i = 1; i < count; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, &jobs[i])) fail("pthread_create");
  }
  run(&jobs[0]);
}
