#include "core/base/parallel.h"

#include <numeric>

#include "core/random/philox.h"
#include "test/check.h"

using namespace winback;

TEST("ParallelFor runs every task once for any thread count") {
  for (int threads : {1, 2, 7}) {
    std::vector<int> runs(1000, 0);
    ParallelFor(1000, threads, [&](int64_t task) { ++runs[static_cast<size_t>(task)]; });
    CHECK_EQ(std::accumulate(runs.begin(), runs.end(), 0), 1000);
    CHECK_EQ(*std::max_element(runs.begin(), runs.end()), 1);
  }
}

TEST("ParallelFor rethrows the first exception after all threads ended") {
  CHECK_THROWS(ErrorCode::kAborted, ParallelFor(100, 3, [](int64_t task) {
                 if (task == 5) throw Error(ErrorCode::kAborted, "stop");
               }));
}

TEST("ParallelFor leaves nothing running behind, however short the work") {
  // A helper that begins after the call has returned must not touch the caller's objects: the
  // sanitizers would see it, and a wrong count show it.
  int64_t total = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<int64_t> parts(8, 0);
    ParallelFor(8, 4, [&](int64_t task) { parts[static_cast<size_t>(task)] += task + round; });
    total += std::accumulate(parts.begin(), parts.end(), int64_t{0});
  }
  CHECK_EQ(total, int64_t{3000} * 28 + int64_t{8} * 2999 * 3000 / 2);
}

TEST("ParallelFor ends when every helper is busy elsewhere") {
  // Nested calls: inner helpers start while the outer ones work.
  std::vector<int> runs(64, 0);
  ParallelFor(8, 4, [&](int64_t outer) {
    ParallelFor(8, 4, [&](int64_t inner) { ++runs[static_cast<size_t>(8 * outer + inner)]; });
  });
  CHECK_EQ(std::count(runs.begin(), runs.end(), 1), 64);
}

// Known answers of the authors' reference implementation (Random123, kat_vectors).
TEST("Philox4x32-10 gives the published vectors") {
  auto const zero = Philox(0, 0).Block(0);
  CHECK_EQ(zero[0], 0x6627e8d5u);
  CHECK_EQ(zero[1], 0xe169c58du);
  CHECK_EQ(zero[2], 0xbc57ac4cu);
  CHECK_EQ(zero[3], 0x9b00dbd8u);
  auto const ones = Philox(~uint64_t{0}, ~uint64_t{0}).Block(~uint64_t{0});
  CHECK_EQ(ones[0], 0x408f276du);
  CHECK_EQ(ones[1], 0x41c83b0eu);
  CHECK_EQ(ones[2], 0xa20bc7c6u);
  CHECK_EQ(ones[3], 0x6d5451fdu);
}
