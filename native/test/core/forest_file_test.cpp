#include "core/forest/forest_file.h"

#include "core/base/philox.h"
#include "test/check.h"
#include "test/core/forest_samples.h"

using namespace winback;
using namespace winback::forest;
using namespace winback::test;

TEST("a saved forest loads back to the same text, and saves to the same bytes") {
  for (uint64_t seed = 0; seed < 12; ++seed) {
    SampleOptions options;
    options.linear = seed % 3 == 1;
    options.average = seed % 2 == 1;
    Forest const forest = RandomForest(seed, options);
    auto const bytes = SaveForest(forest);
    Forest const loaded = LoadForest(bytes);
    CHECK_EQ(ModelText(loaded), ModelText(forest));
    CHECK(SaveForest(loaded) == bytes);
  }
}

TEST("a damaged, cut or foreign forest file is a typed error") {
  auto const good = SaveForest(RandomForest(3, {}));
  Philox const random(5, 0);
  for (uint64_t i = 0; i < 300; ++i) {
    auto bad = good;
    auto const at = random.Block(i)[0] % bad.size();
    if (at >= 12 && at < 16) continue;  // reserved
    if (at >= 32 && at < 64) continue;  // padding of the header
    bad[at] = static_cast<uint8_t>(bad[at] ^ (1U << (random.Block(i)[1] % 8)));
    CHECK_THROWS(ErrorCode::kBadModel, LoadForest(bad));
  }
  for (size_t cut = 0; cut < good.size(); cut += 331) {
    CHECK_THROWS(ErrorCode::kBadModel, LoadForest(std::span(good).first(cut)));
  }
}
