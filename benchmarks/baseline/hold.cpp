// The yardstick: std::priority_queue of 24-byte events, on the same work as the candidate.
//
//   hold hold   N OPS   the HOLD workload, double time; prints the mean of the popped times
//   hold order  N OPS   the same in integer nanoseconds; prints the order hash
//   hold bimodal|pareto|ties N OPS
//                       `order` with other increments: 90 % a thousandth and 10 % a hundredfold;
//                       Pareto 1.1; whole seconds from 1 to 10
//   hold burst N OPS    fill to N, empty, and again, until OPS were popped; prints the hash
//   hold cancel N OPS   HOLD in which every other operation also cancels and reschedules an
//                       event; cancelled entries are skipped when popped ("lazy deletion")
//   hold phold  N OPS   sequential PHOLD, random numbers and logarithms included
//   hold memory N 0     peak resident memory with N pending
//
// Each prints `<operations per CPU second> <check>`.
#include <sys/resource.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <queue>
#include <vector>

static double cpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         1e-6 * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static inline uint64_t splitmix(uint64_t &state) {
  uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}
static inline double uniform(uint64_t &state) { return ((splitmix(state) >> 11) + 0.5) * 0x1p-53; }

template <typename Time> struct Event {
  Time t;
  uint64_t seq;
  uint32_t id;
  uint32_t kind;
};
template <typename Time> struct Later {
  bool operator()(const Event<Time> &a, const Event<Time> &b) const {
    return a.t != b.t ? a.t > b.t : a.seq > b.seq;
  }
};
template <typename Time>
using Queue = std::priority_queue<Event<Time>, std::vector<Event<Time>>, Later<Time>>;

static double table[65536];
static uint64_t nanoseconds[65536];

template <typename Time> static void hold(const Time *increments, uint32_t n, uint64_t ops) {
  Queue<Time> queue;
  uint64_t k = 0, seq = 0;
  for (uint32_t i = 0; i < n; i++) queue.push({increments[k++ & 65535], seq++, i, 0});
  for (uint64_t i = 0; i < n; i++) {
    Event<Time> e = queue.top();
    queue.pop();
    queue.push({e.t + increments[k++ & 65535], seq++, e.id, 0});
  }
  uint64_t hash = 0;
  double sum = 0;
  double start = cpuSeconds();
  for (uint64_t i = 0; i < ops; i++) {
    Event<Time> e = queue.top();
    queue.pop();
    hash = hash * 31 + e.id;
    sum += double(e.t);
    queue.push({e.t + increments[k++ & 65535], seq++, e.id, 0});
  }
  double rate = ops / (cpuSeconds() - start);
  if (sizeof(Time) == sizeof(double) && Time(0.5) != Time(0))
    printf("%.0f %.6f\n", rate, sum / ops);
  else
    printf("%.0f %llu\n", rate, (unsigned long long)hash);
}

static void setIncrements(const char *kind) {
  for (uint64_t i = 0; i < 65536; i++) {
    if (!strcmp(kind, "bimodal"))
      nanoseconds[i] = i % 10 == 9 ? nanoseconds[i] * 100 : nanoseconds[i] / 1000;
    else if (!strcmp(kind, "pareto"))
      nanoseconds[i] = uint64_t(std::fmin(std::exp(table[i] / 1.1) - 1, 1e7) * 1e9);
    else if (!strcmp(kind, "ties"))
      nanoseconds[i] = 1000000000 * (1 + nanoseconds[i] % 10);
  }
}

static void burst(uint32_t n, uint64_t ops) {
  Queue<uint64_t> queue;
  uint64_t k = 0, seq = 0, hash = 0, done = 0, now = 0;
  double start = cpuSeconds();
  while (done < ops) {
    for (uint32_t i = 0; i < n; i++)
      queue.push({now + nanoseconds[k++ & 65535], seq++, i, 0});
    while (!queue.empty()) {
      Event<uint64_t> e = queue.top();
      queue.pop();
      hash = hash * 31 + e.id;
      now = e.t;
      done++;
    }
  }
  printf("%.0f %llu\n", done / (cpuSeconds() - start), (unsigned long long)hash);
}

// Every id has one live event, named by its generation. Each operation pops one live event and
// reschedules its id; every other operation also moves the event of another id, as a timeout that
// is renewed. The id to move is (id * 7 + 1) mod n.
static void cancel(uint32_t n, uint64_t ops) {
  Queue<uint64_t> queue;
  std::vector<uint32_t> generation(n, 0);
  uint64_t k = 0, seq = 0, hash = 0;
  for (uint32_t i = 0; i < n; i++) queue.push({nanoseconds[k++ & 65535], seq++, i, 0});
  double start = 0;
  for (uint64_t i = 0; i < n + ops; i++) {
    if (i == n) {
      hash = 0;
      start = cpuSeconds();
    }
    Event<uint64_t> e = queue.top();
    queue.pop();
    while (generation[e.id] != e.kind) {
      e = queue.top();
      queue.pop();
    }
    hash = hash * 31 + e.id;
    queue.push({e.t + nanoseconds[k++ & 65535], seq++, e.id, ++generation[e.id]});
    if (i & 1) {
      uint32_t other = uint32_t((uint64_t(e.id) * 7 + 1) % n);
      queue.push({e.t + nanoseconds[k++ & 65535], seq++, other, ++generation[other]});
    }
  }
  printf("%.0f %llu\n", ops / (cpuSeconds() - start), (unsigned long long)hash);
}

static void phold(uint32_t n, uint64_t ops) {
  Queue<double> queue;
  std::vector<uint64_t> states(n);
  uint64_t seq = 0;
  for (uint32_t i = 0; i < n; i++) states[i] = uint64_t(i) * 0x1234567 + 42;
  auto draw = [&](uint32_t lp) { return 0.1 - 0.9 * std::log(uniform(states[lp])); };
  for (uint32_t i = 0; i < n; i++) queue.push({draw(i), seq++, i, 0});
  double start = 0, sum = 0;
  for (uint64_t i = 0; i < n + ops; i++) {
    if (i == n) start = cpuSeconds();
    Event<double> e = queue.top();
    queue.pop();
    if (i >= n) sum += e.t;
    uint32_t to = e.id;
    if (uniform(states[e.id]) <= 0.25) to = uint32_t(splitmix(states[e.id]) % n);
    queue.push({e.t + draw(e.id), seq++, to, 0});
  }
  printf("%.0f %.4f\n", ops / (cpuSeconds() - start), sum / ops);
}

static void memory(uint32_t n) {
  Queue<uint64_t> queue;
  uint64_t k = 0, seq = 0;
  for (uint32_t i = 0; i < n; i++) queue.push({nanoseconds[k++ & 65535], seq++, i, 0});
  for (uint32_t i = 0; i < 2 * n; i++) {
    Event<uint64_t> e = queue.top();
    queue.pop();
    queue.push({e.t + nanoseconds[k++ & 65535], seq++, e.id, 0});
  }
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%ld 0\n", usage.ru_maxrss * 1024);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: hold WORKLOAD N OPS\n");
    return 64;
  }
  uint64_t state = 42, sum = 0;
  for (int i = 0; i < 65536; i++) {
    table[i] = -std::log(uniform(state));
    nanoseconds[i] = uint64_t(table[i] * 1e9);
    sum += nanoseconds[i];
  }
  if (sum != 65480982889879) fprintf(stderr, "note: the table's sum differs: %llu\n",
                                     (unsigned long long)sum);
  uint32_t n = uint32_t(strtoul(argv[2], nullptr, 10));
  uint64_t ops = strtoull(argv[3], nullptr, 10);
  if (!strcmp(argv[1], "hold")) hold<double>(table, n, ops);
  else if (!strcmp(argv[1], "order")) hold<uint64_t>(nanoseconds, n, ops);
  else if (!strcmp(argv[1], "bimodal") || !strcmp(argv[1], "pareto") || !strcmp(argv[1], "ties")) {
    setIncrements(argv[1]);
    hold<uint64_t>(nanoseconds, n, ops);
  } else if (!strcmp(argv[1], "burst")) burst(n, ops);
  else if (!strcmp(argv[1], "cancel")) cancel(n, ops);
  else if (!strcmp(argv[1], "phold")) phold(n, ops);
  else if (!strcmp(argv[1], "memory")) memory(n);
  else return 64;
}
