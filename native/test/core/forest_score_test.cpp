// Every path must give the scalar path's bits; test/oracle/compiled-forest.test.ts holds the scalar
// path against LightGBM.
#include <cstring>

#include "core/base/cpu.h"
#include "core/forest/compiled_forest.h"
#include "core/forest/model/score_scalar.h"
#include "core/forest/probe_rows.h"
#include "test/check.h"
#include "test/core/forest_samples.h"

using namespace winback;
using namespace winback::forest;
using namespace winback::test;

namespace {

// Columns over row-major rows, cut into chunks of `chunk` rows.
struct Columns {
  std::vector<std::vector<double>> values;
  Table table;

  Columns(std::vector<double> const& rows, size_t features, int64_t chunk) : values(features) {
    auto const count = static_cast<int64_t>(rows.size() / features);
    table.rows = count;
    table.columns.resize(features);
    for (size_t f = 0; f < features; ++f) {
      for (size_t i = f; i < rows.size(); i += features) values[f].push_back(rows[i]);
    }
    for (int64_t at = 0; at < count; at += chunk) {
      int64_t const length = std::min(chunk, count - at);
      table.chunk_lengths.push_back(length);
      for (size_t f = 0; f < features; ++f) {
        ColumnChunk piece;
        piece.values = values[f].data() + at;
        piece.length = length;
        table.columns[f].chunks.push_back(piece);
      }
    }
  }
};

std::vector<double> Plain(Forest const& forest, std::vector<double> const& rows,
                          ScoreOptions const& options) {
  auto const range = ResolveIterations(forest, options.start_iteration, options.iteration_count);
  std::vector<double> out(rows.size() / forest.feature_names.size() *
                          static_cast<size_t>(forest.classes));
  size_t at = 0;
  for (size_t i = 0; i < rows.size(); i += forest.feature_names.size()) {
    ScoreRowScalar(forest, range, options.raw, &rows[i], &out[at]);
    at += static_cast<size_t>(forest.classes);
  }
  return out;
}

bool Same(std::vector<double> const& a, std::vector<double> const& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

SampleOptions Kind(uint64_t seed) {
  SampleOptions options;
  options.trees = 5 + static_cast<int32_t>(seed % 20);
  options.leaves = std::array<int32_t, 8>{2, 7, 31, 63, 64, 100, 128, 250}[seed % 8];
  options.chain = seed % 5 == 4;
  options.thresholds = std::array<int32_t, 4>{3, 40, 255, 700}[seed % 4];
  options.categories = seed % 3 == 0 ? 700 : 40;
  options.classes = seed % 7 == 3 ? 3 : 1;
  options.linear = seed % 11 == 10;
  options.average = seed % 13 == 5;
  if (options.classes == 3) options.transform = TransformKind::kSoftmax;
  if (seed % 17 == 1) options.leaves = 400;  // beyond the fast paths
  return options;
}

std::vector<std::string> Sets() {
  std::vector<std::string> sets;
  for (IsaEntry const& set : kIsaList) {
    if (Supports(set.isa)) sets.emplace_back(set.name);
  }
  return sets;
}

// All row counts, chunkings and thread counts of one forest, under the active instruction set.
// With and without row bitmaps, which small tables and forests that are not bit-sliced go by.
void CheckForestPaths(uint64_t seed, bool rows_prepared) {
  CompiledForest const compiled(RandomForest(seed, Kind(seed)));
  if (rows_prepared) compiled.PrepareRows();
  // Else the scalar path would hide a kernel that is wrong.
  CHECK(!compiled.Engine().batch_reason.starts_with("the self-check"));
  Forest const& forest = compiled.Trees();
  for (int64_t const rows : {1, 16, 48, 49, 300, 600, 700, 1300, 2500}) {
    auto const values = ProbeRows(forest, rows, seed + 7);
    Columns const columns(values, forest.feature_names.size(), seed % 2 == 0 ? rows : 77);
    ScoreOptions options;
    options.raw = seed % 2 == 1;
    options.threads = 1 + static_cast<int>(seed % 3);
    if (seed % 3 == 2) options.start_iteration = 2;
    if (seed % 3 == 2) options.iteration_count = 9;
    std::vector<double> out(static_cast<size_t>(rows * forest.classes));
    compiled.Score(columns.table, options, out);
    CHECK(Same(out, Plain(forest, values, options)));
  }
}

}  // namespace

TEST("forest scores are the same bits on every instruction set, block and chunking") {
  for (auto const& set : Sets()) {
    ForceIsa(set);
    for (uint64_t seed = 0; seed < 60; ++seed) CheckForestPaths(seed, seed / 2 % 2 == 0);
  }
  ForceIsa("auto");
}

TEST("single rows are the same bits as the scalar path") {
  for (auto const& set : Sets()) {
    ForceIsa(set);
    for (uint64_t seed = 0; seed < 60; ++seed) {
      CompiledForest const compiled(RandomForest(seed, Kind(seed)));
      Forest const& forest = compiled.Trees();
      auto const values = ProbeRows(forest, 200, seed + 9);
      ScoreOptions options;
      std::vector<double> out;
      std::vector<double> one(static_cast<size_t>(forest.classes));
      for (size_t i = 0; i < values.size(); i += forest.feature_names.size()) {
        compiled.ScoreRow(&values[i], false, one.data());
        out.insert(out.end(), one.begin(), one.end());
      }
      CHECK(Same(out, Plain(forest, values, options)));
    }
  }
  ForceIsa("auto");
}

TEST("an engine says why it is not the fastest") {
  SampleOptions options;
  options.linear = true;
  CompiledForest const linear(RandomForest(1, options));
  CHECK_EQ(linear.Engine().batch, "scalar");
  CHECK_EQ(linear.Engine().batch_reason, "linear trees");
  linear.PrepareRows();
  CHECK_EQ(linear.Engine().batch, "bitmaps " + std::string(IsaName(ActiveIsa())));
  CompiledForest const usual(RandomForest(2, {}));
  CHECK_EQ(usual.Engine().batch_reason.empty(), ActiveIsa() != Isa::kScalar);
}

TEST("scoring refuses a table of another width and stops when asked") {
  CompiledForest const compiled(RandomForest(2, {}));
  auto const values = ProbeRows(compiled.Trees(), 10, 1);
  Columns const columns(values, compiled.Trees().feature_names.size(), 10);
  Table narrow = columns.table;
  narrow.columns.pop_back();
  std::vector<double> out(10);
  CHECK_THROWS(ErrorCode::kBadInput, (compiled.Score(narrow, {}, out), 0));
  CHECK_THROWS(ErrorCode::kBadInput,
               (compiled.Score(columns.table, {}, std::span(out).first(9)), 0));
  StopToken stop;
  stop.Stop();
  ScoreOptions options;
  options.stop = &stop;
  CHECK_THROWS(ErrorCode::kAborted, (compiled.Score(columns.table, options, out), 0));
}
