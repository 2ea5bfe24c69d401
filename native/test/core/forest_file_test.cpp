#include "core/forest/file/forest_file.h"

#include <cstring>

#include "core/base/cpu.h"
#include "core/forest/compiled_forest.h"
#include "core/forest/probe_rows.h"
#include "core/random/philox.h"
#include "test/check.h"
#include "test/core/forest_samples.h"

using namespace winback;
using namespace winback::forest;
using namespace winback::test;

namespace {

SampleOptions Kind(uint64_t seed) {
  SampleOptions options;
  options.leaves = std::array<int32_t, 4>{7, 31, 63, 120}[seed % 4];
  options.linear = seed % 5 == 1;
  options.average = seed % 2 == 1;
  options.classes = seed % 7 == 2 ? 3 : 1;
  options.chain = seed % 6 == 4;
  return options;
}

// Scores of adversarial rows, first one by one, then as a table.
std::vector<double> Scores(CompiledForest const& compiled, uint64_t seed) {
  Forest const& forest = compiled.Trees();
  auto const features = forest.feature_names.size();
  constexpr int64_t kRows = 90;
  auto const rows = ProbeRows(forest, kRows, seed);
  auto const cells = static_cast<size_t>(kRows * forest.classes);
  std::vector<double> out(2 * cells);
  Table table;
  table.rows = kRows;
  table.chunk_lengths = {kRows};
  std::vector<std::vector<double>> columns(features);
  for (size_t i = 0; i < rows.size(); ++i) columns[i % features].push_back(rows[i]);
  for (size_t f = 0; f < features; ++f) {
    ColumnChunk chunk;
    chunk.values = columns[f].data();
    chunk.length = kRows;
    table.columns.push_back({"", false, {chunk}});
  }
  for (size_t i = 0; i < kRows; ++i) {
    compiled.ScoreRow(&rows[i * features], false, &out[i * static_cast<size_t>(forest.classes)]);
  }
  compiled.Score(table, {}, std::span(out).subspan(cells));
  return out;
}

bool Same(std::vector<double> const& a, std::vector<double> const& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

// The header's checksum as forest_file.h and file_arrays.cpp describe it, written once more: damage
// that a checksum would catch must be caught behind it too.
void Reseal(std::vector<uint8_t>& file) {
  constexpr uint64_t kPrime = 0x100000001b3;
  std::array<uint64_t, 4> lanes{0xcbf29ce484222325, 1, 2, 3};
  for (size_t at = 64; at + 8 <= file.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, &file[at], 8);
    uint64_t& lane = lanes[at / 8 % 4];
    lane = (lane ^ word) * kPrime;
    lane ^= lane >> 29;
  }
  uint64_t sum = 0;
  for (uint64_t const lane : lanes) {
    sum = (sum ^ lane) * kPrime;
    sum ^= sum >> 29;
  }
  uint64_t const size = file.size();
  std::memcpy(&file[16], &size, 8);
  std::memcpy(&file[24], &sum, 8);
}

bool Lies(void const* at, FileBytes const& file) {
  auto const* const byte = static_cast<uint8_t const*>(at);
  return byte >= file.bytes.data() && byte < file.bytes.data() + file.bytes.size();
}

// What an attacker can do to a file: flips, counts and indices of all sizes, cuts, doubled ends.
std::vector<uint8_t> Hostile(std::vector<uint8_t> file, Philox const& random, uint64_t i) {
  auto const draw = random.Block(i);
  for (uint32_t change = 0; change <= draw[0] % 3; ++change) {
    auto const more = random.Block(i + ((change + 1ULL) << 40));
    size_t const at = 64 + more[0] % (file.size() - 64) / 4 * 4;
    constexpr std::array<uint32_t, 8> kValues{0,      1,          0xff,       0xffff,
                                              0x1000, 0x7fffffff, 0x80000000, 0xffffffff};
    uint32_t word;
    std::memcpy(&word, &file[at], 4);
    word = more[1] % 3 == 0   ? kValues[more[2] % 8]
           : more[1] % 3 == 1 ? word ^ (1U << (more[2] % 32))
                              : word + more[2] % 5 - 2;
    std::memcpy(&file[at], &word, 4);
  }
  if (draw[1] % 16 == 0) file.resize(64 + draw[2] % (file.size() - 64) / 64 * 64);
  if (draw[1] % 16 == 1) file.insert(file.end(), file.end() - 64, file.end());
  Reseal(file);
  return file;
}

}  // namespace

TEST("a saved forest loads back to the same text, bytes and scores") {
  for (uint64_t seed = 0; seed < 28; ++seed) {
    CompiledForest const made(RandomForest(seed, Kind(seed)));
    for (bool const rows : {false, true}) {
      auto const bytes = made.Save(rows);
      CompiledForest const loaded(LoadForest(AlignedCopy(bytes)));
      CHECK_EQ(ModelText(loaded.Trees()), ModelText(made.Trees()));
      CHECK_EQ(loaded.Engine().batch_reason, made.Engine().batch_reason);
      CHECK(Same(Scores(loaded, seed), Scores(made, seed)));
      CHECK(loaded.Save(rows) == bytes);
    }
  }
}

TEST("a loaded forest reads its tables where they lie in the file") {
  CompiledForest const made(RandomForest(2, {}));
  FileBytes const file = AlignedCopy(made.Save(true));
  StoredForest const stored = LoadForest(file);
  for (Tree const& tree : stored.forest.trees) {
    CHECK(tree.nodes.empty() || Lies(tree.nodes.data(), file));
    CHECK(Lies(tree.leaf_values.data(), file));
  }
  for (void const* const table : {static_cast<void const*>(stored.packed.programs.data()),
                                  static_cast<void const*>(stored.packed.reach_ops.data()),
                                  static_cast<void const*>(stored.packed.leaf_values.data()),
                                  static_cast<void const*>(stored.masks.masks.data())}) {
    CHECK(Lies(table, file));
  }
  CHECK_EQ(reinterpret_cast<uintptr_t>(stored.masks.masks.data()) % 64, 0U);
}

TEST("a loaded forest keeps its memory") {
  std::unique_ptr<CompiledForest> loaded;
  std::weak_ptr<void const> memory;
  {
    CompiledForest const made(RandomForest(4, {}));
    FileBytes file = AlignedCopy(made.Save(true));
    memory = file.memory;
    loaded = std::make_unique<CompiledForest>(LoadForest(std::move(file)));
  }
  CHECK(!memory.expired());
  CHECK(Scores(*loaded, 1).size() > 0);
  loaded.reset();
  CHECK(memory.expired());
}

TEST("a damaged, cut or foreign forest file is a typed error") {
  auto const good = CompiledForest(RandomForest(3, {})).Save(true);
  Philox const random(5, 0);
  for (uint64_t i = 0; i < 300; ++i) {
    auto bad = good;
    auto const at = random.Block(i)[0] % bad.size();
    if (at >= 12 && at < 16) continue;  // reserved
    if (at >= 32 && at < 64) continue;  // padding of the header
    bad[at] = static_cast<uint8_t>(bad[at] ^ (1U << (random.Block(i)[1] % 8)));
    CHECK_THROWS(ErrorCode::kBadModel, LoadForest(AlignedCopy(bad)));
  }
  for (size_t cut = 0; cut < good.size(); cut += 3331) {
    CHECK_THROWS(ErrorCode::kBadModel, LoadForest(AlignedCopy(std::span(good).first(cut))));
  }
  CHECK_THROWS(ErrorCode::kInternal,
               LoadForest({std::span(good.data() + 8, good.size() - 8), nullptr}));
}

TEST("tables that are not those of the stored trees are refused, whatever the checksum says") {
  auto const good = CompiledForest(RandomForest(3, {})).Save(true);
  FileBytes const file = AlignedCopy(good);
  StoredForest const stored = LoadForest(file);
  auto const changed = [&](void const* where, size_t bytes, uint8_t mask) {
    auto bad = good;
    auto const at = static_cast<size_t>(static_cast<uint8_t const*>(where) - file.bytes.data());
    for (size_t i = at; i < at + bytes; ++i) bad[i] = static_cast<uint8_t>(bad[i] ^ mask);
    Reseal(bad);
    return bad;
  };
  auto const refused = [](std::vector<uint8_t> const& bad) {
    CHECK_THROWS(ErrorCode::kBadModel, CompiledForest(LoadForest(AlignedCopy(bad))));
  };
  auto const& last = stored.forest.trees.back().leaf_values;
  for (double const* leaf : {last.data(), &last.back(), stored.packed.leaf_values.data(),
                             &stored.packed.leaf_values.back(), stored.masks.leaf_values.data()}) {
    refused(changed(leaf, 1, 1));
  }
  refused(changed(stored.masks.masks.data(), stored.masks.masks.size(), 0xff));
  if (ActiveIsa() == Isa::kScalar) return;
  // The root of the first tree turned round: what is wrong for few rows only may pass.
  Array<ReachOp> const& steps = stored.packed.reach_ops;
  refused(changed(&steps.front().invert, 1, 1));
}

TEST("a categorical feature without categories is refused") {
  Forest forest;
  forest.feature_names = {"a"};
  PackedForest packed = PackForest(forest);
  packed.categorical.emplace_back();
  CHECK_EQ(packed.refusal, "");
  CHECK_THROWS(ErrorCode::kBadModel, LoadForest(AlignedCopy(SaveForest(forest, packed, nullptr))));
}

TEST("a hostile forest file is refused or scores without harm") {
  size_t refused = 0;
  size_t scored = 0;
  for (uint64_t seed = 0; seed < 14; ++seed) {
    SampleOptions options = Kind(seed);
    options.trees = 3;
    options.thresholds = 12;
    auto const good = CompiledForest(RandomForest(seed, options)).Save(seed % 2 == 0);
    Philox const random(seed, 77);
    for (uint64_t i = 0; i < 150; ++i) {
      try {
        CompiledForest const forest(LoadForest(AlignedCopy(Hostile(good, random, i))));
        static_cast<void>(Scores(forest, i));
        ++scored;
      } catch (Error const& error) {
        CHECK(error.code == ErrorCode::kBadModel);
        ++refused;
      }
    }
  }
  CHECK(refused > 500);
  CHECK(scored > 100);
}
