// What C makes of the same lookups: DIR-24-8 on huge pages (Gupta, Lin and McKeown, "Routing
// Lookups in Hardware at Memory Access Speeds", INFOCOM 1998) for IPv4, and Poptrie (Asai and
// Ohara, SIGCOMM 2015) for both families.
//
//   lookup ROUTES4 ROUTES6
//
// Files are little-endian. ROUTES4: {u32 address, u32 length, u32 next hop} each; ROUTES6: {u64 hi,
// u64 lo, u32 length, u32 next hop} each. Commands come on stdin, an answer goes to stdout:
//   addresses4 FILE      u32 each                         -> COUNT
//   addresses6 FILE      {u64 hi, u64 lo} each            -> COUNT
//   memory NAME          bytes that its lookups use       -> BYTES
//   run NAME             look all addresses up in bursts  -> SECONDS SUM-OF-NEXT-HOPS
// NAME: dir24_8, dir24_8_avx512, poptrie4, poptrie6. Seconds are processor time of the thread.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#define BURST 256
#define HUGE_PAGE (2ul << 20)

typedef unsigned __int128 u128;
typedef struct { uint32_t address, length, hop; } route4;
typedef struct { uint64_t hi, lo; uint32_t length, hop; } route6;
typedef struct { uint64_t hi, lo; } address6;

static void *read_file(const char *path, size_t each, size_t *count) {
  FILE *file = fopen(path, "rb");
  struct stat info;
  if (!file || fstat(fileno(file), &info)) { perror(path); exit(1); }
  void *content = malloc(info.st_size + 1);
  *count = fread(content, each, info.st_size / each, file);
  fclose(file);
  return content;
}

static void *huge_pages(size_t size) {
  size = (size + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
  char *mapped = mmap(0, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) { perror("mmap"); exit(1); }
  char *aligned = (char *) (((uintptr_t) mapped + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1));
  madvise(aligned, size, MADV_HUGEPAGE);
  return aligned;
}

// ---- DIR-24-8: a slot for each /24; the few that are finer refer to 256 slots of their own.

#define FINER 0x8000
#define MOST_GROUPS 0x7fff

static uint16_t *slots24, *slots8;
static uint8_t *lengths24, *lengths8;
static uint32_t groups;

static void dir_fill(uint16_t *slots, uint8_t *lengths, uint32_t from, uint32_t count, const route4 *r) {
  for (uint32_t i = from; i < from + count; i++)
    if (lengths[i] <= r->length) { lengths[i] = r->length; slots[i] = r->hop; }
}

static void dir_add(const route4 *r) {
  uint32_t first = r->address >> 8;
  if (r->length > 24) {
    if (!(slots24[first] & FINER)) {
      if (groups == MOST_GROUPS) { fprintf(stderr, "too many prefixes longer than 24 bits\n"); exit(1); }
      uint32_t base = groups << 8;
      for (int i = 0; i < 256; i++) { slots8[base + i] = slots24[first]; lengths8[base + i] = lengths24[first]; }
      slots24[first] = FINER | groups++;
    }
    uint32_t base = (uint32_t) (slots24[first] & ~FINER) << 8;
    dir_fill(slots8, lengths8, base + (r->address & 255), 1u << (32 - r->length), r);
    return;
  }
  uint32_t count = 1u << (24 - r->length);
  for (uint32_t i = first; i < first + count; i++)
    if (slots24[i] & FINER) dir_fill(slots8, lengths8, (uint32_t) (slots24[i] & ~FINER) << 8, 256, r);
    else dir_fill(slots24, lengths24, i, 1, r);
}

static void dir_build(const route4 *routes, size_t count) {
  slots24 = huge_pages((2ul << 24) + 64);
  slots8 = huge_pages((2ul << 8) * (MOST_GROUPS + 1) + 64);
  lengths24 = calloc(1, 1 << 24);
  lengths8 = calloc(MOST_GROUPS + 1, 256);
  for (size_t i = 0; i < count; i++) dir_add(&routes[i]);
}

static void dir_scalar(const uint32_t *addresses, uint32_t *hops) {
  for (int i = 0; i < BURST; i++) {
    uint32_t entry = slots24[addresses[i] >> 8];
    if (__builtin_expect(entry & FINER, 0)) entry = slots8[(entry & ~FINER) << 8 | (addresses[i] & 255)];
    hops[i] = entry;
  }
}

#ifdef __AVX512F__
static void dir_avx512(const uint32_t *addresses, uint32_t *hops) {
  const __m512i low16 = _mm512_set1_epi32(0xffff), finer = _mm512_set1_epi32(FINER);
  for (int i = 0; i < BURST; i += 16) {
    __m512i address = _mm512_loadu_si512(addresses + i);
    __m512i entry = _mm512_and_si512(_mm512_i32gather_epi32(_mm512_srli_epi32(address, 8), slots24, 2), low16);
    __mmask16 more = _mm512_test_epi32_mask(entry, finer);
    if (__builtin_expect(more, 0)) {
      __m512i base = _mm512_slli_epi32(_mm512_andnot_si512(finer, entry), 8);
      __m512i index = _mm512_or_si512(base, _mm512_and_si512(address, _mm512_set1_epi32(255)));
      entry = _mm512_and_si512(_mm512_mask_i32gather_epi32(entry, more, index, slots8, 2), low16);
    }
    _mm512_storeu_si512(hops + i, entry);
  }
}
#endif

// ---- Poptrie: 64-way nodes; "vector" marks slots with a child, "leaves" starts of runs of leaves.

#define ROOT_LEAF 0x80000000u

typedef struct bit { struct bit *child[2]; uint32_t hop; } bit;
typedef struct { uint64_t vector, leaves; uint32_t first_leaf, first_child; } node;
typedef struct {
  int root_bits;
  uint32_t *root;
  node *nodes;
  uint16_t *leaves;
  uint32_t node_count, leaf_count;
} poptrie;

static bit *add_bits(bit *at, u128 address, int length) {
  for (int i = 0; i < length; i++) {
    bit **next = &at->child[(int) (address >> (127 - i)) & 1];
    if (!*next) *next = calloc(1, sizeof(bit));
    at = *next;
  }
  return at;
}

static int is_leaf(const bit *b) { return !b || (!b->child[0] && !b->child[1]); }

static void expand(bit *b, uint32_t inherited, int bits, bit **at, uint32_t *hops) {
  if (b && b->hop) inherited = b->hop;
  if (!bits) { *at = b; *hops = inherited; return; }
  size_t half = 1ul << (bits - 1);
  expand(b ? b->child[0] : 0, inherited, bits - 1, at, hops);
  expand(b ? b->child[1] : 0, inherited, bits - 1, at + half, hops + half);
}

static void pop_node(poptrie *t, uint32_t position, bit *b, uint32_t inherited) {
  bit *at[64];
  uint32_t hops[64], last = ~0u;
  expand(b, inherited, 6, at, hops);
  node n = {0, 0, t->leaf_count, t->node_count};
  for (int i = 0; i < 64; i++) {
    if (!is_leaf(at[i])) { n.vector |= 1ull << i; t->node_count++; }
    else if (hops[i] != last) { n.leaves |= 1ull << i; last = t->leaves[t->leaf_count++] = hops[i]; }
  }
  t->nodes[position] = n;
  uint32_t child = n.first_child;
  for (int i = 0; i < 64; i++) if (n.vector >> i & 1) pop_node(t, child++, at[i], hops[i]);
}

static void pop_build(poptrie *t, bit *routes, int root_bits) {
  size_t slots = 1ul << root_bits;
  bit **at = malloc(slots * sizeof *at);
  uint32_t *hops = malloc(slots * sizeof *hops);
  t->root_bits = root_bits;
  t->root = huge_pages(slots * sizeof *t->root);
  t->nodes = huge_pages(64ul << 20);
  t->leaves = huge_pages(16ul << 20);
  expand(routes, 0, root_bits, at, hops);
  for (size_t i = 0; i < slots; i++) t->root[i] = is_leaf(at[i]) ? ROOT_LEAF | hops[i] : t->node_count++;
  for (size_t i = 0; i < slots; i++) if (!is_leaf(at[i])) pop_node(t, t->root[i], at[i], hops[i]);
  free(at);
  free(hops);
}

static size_t pop_bytes(const poptrie *t) {
  return (sizeof *t->root << t->root_bits) + t->node_count * sizeof(node) + t->leaf_count * sizeof *t->leaves;
}

#define POPTRIE_LOOKUP(t, word, bits, address, result) do { \
  word a_ = (address); \
  uint32_t at_ = (t)->root[a_ >> (bits - (t)->root_bits)]; \
  if (at_ & ROOT_LEAF) { result = at_ & ~ROOT_LEAF; break; } \
  for (int offset_ = (t)->root_bits;; offset_ += 6) { \
    const node *n_ = &(t)->nodes[at_]; \
    int slot_ = (int) ((word) (a_ << offset_) >> (bits - 6)); \
    uint64_t to_slot_ = (2ull << slot_) - 1; \
    if (!(n_->vector >> slot_ & 1)) { \
      result = (t)->leaves[n_->first_leaf + __builtin_popcountll(n_->leaves & to_slot_) - 1]; \
      break; \
    } \
    at_ = n_->first_child + __builtin_popcountll(n_->vector & to_slot_) - 1; \
  } \
} while (0)

static poptrie pop4, pop6;

static void pop_burst4(const uint32_t *addresses, uint32_t *hops) {
  for (int i = 0; i < BURST; i++) POPTRIE_LOOKUP(&pop4, uint32_t, 32, addresses[i], hops[i]);
}

static void pop_burst6(const address6 *addresses, uint32_t *hops) {
  for (int i = 0; i < BURST; i++)
    POPTRIE_LOOKUP(&pop6, u128, 128, (u128) addresses[i].hi << 64 | addresses[i].lo, hops[i]);
}

// ---- Measuring

static uint32_t *addresses4;
static address6 *addresses6;
static size_t count4, count6;

#define RUN(lookup, addresses, count) do { \
  uint32_t hops[BURST]; \
  for (size_t i = 0; i + BURST <= (count); i += BURST) { \
    lookup((addresses) + i, hops); \
    for (int k = 0; k < BURST; k++) sum += hops[k]; \
  } \
} while (0)

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void run(const char *name) {
  uint64_t sum = 0;
  double start = seconds();
  if (!strcmp(name, "dir24_8")) RUN(dir_scalar, addresses4, count4);
#ifdef __AVX512F__
  else if (!strcmp(name, "dir24_8_avx512")) RUN(dir_avx512, addresses4, count4);
#endif
  else if (!strcmp(name, "poptrie4")) RUN(pop_burst4, addresses4, count4);
  else if (!strcmp(name, "poptrie6")) RUN(pop_burst6, addresses6, count6);
  else { printf("unknown\n"); return; }
  printf("%.9f %llu\n", seconds() - start, (unsigned long long) sum);
}

static void memory(const char *name) {
  size_t bytes = !strcmp(name, "poptrie4") ? pop_bytes(&pop4) : !strcmp(name, "poptrie6") ? pop_bytes(&pop6)
      : (2ul << 24) + groups * 512ul;
  printf("%zu\n", bytes);
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "usage: lookup ROUTES4 ROUTES6\n"); return 1; }
  size_t n4, n6;
  route4 *routes4 = read_file(argv[1], sizeof *routes4, &n4);
  route6 *routes6 = read_file(argv[2], sizeof *routes6, &n6);
  bit *bits4 = calloc(1, sizeof(bit)), *bits6 = calloc(1, sizeof(bit));
  for (size_t i = 0; i < n4; i++)
    add_bits(bits4, (u128) routes4[i].address << 96, routes4[i].length)->hop = routes4[i].hop;
  for (size_t i = 0; i < n6; i++)
    add_bits(bits6, (u128) routes6[i].hi << 64 | routes6[i].lo, routes6[i].length)->hop = routes6[i].hop;
  dir_build(routes4, n4);
  pop_build(&pop4, bits4, 18);
  pop_build(&pop6, bits6, 16);

  char command[16], word[4096];
  while (scanf("%15s %4095s", command, word) == 2) {
    if (!strcmp(command, "addresses4")) {
      free(addresses4);
      addresses4 = read_file(word, sizeof *addresses4, &count4);
      printf("%zu\n", count4);
    } else if (!strcmp(command, "addresses6")) {
      free(addresses6);
      addresses6 = read_file(word, sizeof *addresses6, &count6);
      printf("%zu\n", count6);
    } else if (!strcmp(command, "memory")) memory(word);
    else run(word);
    fflush(stdout);
  }
  return 0;
}
