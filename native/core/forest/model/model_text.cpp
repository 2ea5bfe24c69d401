#include "core/forest/model/model_text.h"

#include <algorithm>
#include <limits>

#include "core/forest/model/check_forest.h"
#include "core/forest/model/objective_text.h"
#include "core/forest/model/text_fields.h"
#include "core/forest/model/tree_text.h"

namespace winback::forest {
namespace {

constexpr int64_t kMaxInt = std::numeric_limits<int32_t>::max() - 1;

std::vector<std::string_view> const& KnownFields() {
  static std::vector<std::string_view> const known{
      "version",         "num_class",  "num_tree_per_iteration", "label_index",
      "max_feature_idx", "objective",  "average_output",         "feature_names",
      "feature_infos",   "tree_sizes", "monotone_constraints"};
  return known;
}

Fields ReadHeader(LineReader& lines) {
  Line const first = lines.Next();
  if (first.text != "tree") BadLine(first.number, "not a LightGBM model text: expected \"tree\"");
  Fields header;
  while (!lines.AtEnd()) {
    Line const line = lines.Peek();
    if (line.text.starts_with("Tree=") || line.text == "end of trees") return header;
    lines.Next();
    if (!line.text.empty()) header.Add(FieldOf(line), KnownFields());
  }
  BadLine(1, "the text ends inside its header");
}

void ReadNames(Field const& field, int64_t count, Forest& forest) {
  auto const names = Words(field.value);
  if (static_cast<int64_t>(names.size()) != count) {
    BadLine(field.line, "feature_names: expected " + std::to_string(count) + ", got " +
                            std::to_string(names.size()));
  }
  forest.feature_names.assign(names.begin(), names.end());
  std::vector<std::string_view> sorted(names);
  std::sort(sorted.begin(), sorted.end());
  auto const twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    BadLine(field.line, "feature_names: a name comes twice: " + std::string(twice->substr(0, 40)));
  }
}

TextVersion VersionOf(Field const& field) {
  if (field.value == "v4" || field.value == "v3") return TextVersion::kV3;
  if (field.value == "v2") return TextVersion::kV2;
  BadLine(field.line, "version: v2, v3 and v4 are read");
}

Forest ReadForestHeader(Fields const& header) {
  auto get = [&](std::string_view key) -> Field const& { return header.Get(key, 1); };
  Forest forest;
  forest.classes = static_cast<int32_t>(IntegerIn(get("num_class"), 1, kMaxInt));
  if (IntegerIn(get("num_tree_per_iteration"), 1, kMaxInt) != forest.classes) {
    BadLine(get("num_tree_per_iteration").line, "num_tree_per_iteration is not num_class");
  }
  IntegerIn(get("label_index"), 0, kMaxInt);
  int64_t const features = IntegerIn(get("max_feature_idx"), 0, kMaxInt) + 1;
  ReadNames(get("feature_names"), features, forest);
  Field const& infos = get("feature_infos");
  if (static_cast<int64_t>(Words(infos.value).size()) != features) {
    BadLine(infos.line, "feature_infos: expected " + std::to_string(features));
  }
  if (header.Has("monotone_constraints")) {
    IntegerList(get("monotone_constraints"), static_cast<size_t>(features), -1, 1);
  }
  forest.average = header.Has("average_output");
  if (header.Has("objective")) ReadObjective(get("objective"), forest);
  return forest;
}

// The sizes of the trees in bytes; empty for a text without them, which LightGBM reads one tree
// after the other.
std::vector<int32_t> DeclaredSizes(Fields const& header) {
  if (!header.Has("tree_sizes")) return {};
  Field const& sizes = header.Get("tree_sizes", 1);
  return IntegerList(sizes, Words(sizes.value).size(), 1, kMaxInt);
}

bool AtTree(LineReader const& lines) {
  return !lines.AtEnd() && lines.Peek().text.starts_with("Tree=");
}

// LightGBM finds a tree by the sizes in the header: they must agree with the text, or it would read
// another model than we do.
void CheckSize(int64_t declared, int64_t size, size_t index, Field const& sizes) {
  if (declared == size) return;
  BadLine(sizes.line, "tree_sizes: tree " + std::to_string(index) + " has " + std::to_string(size) +
                          " bytes, not " + std::to_string(declared));
}

Forest ParsePart(std::string_view text) {
  LineReader lines(text);
  Fields const header = ReadHeader(lines);
  Forest forest = ReadForestHeader(header);
  TextVersion const version = VersionOf(header.Get("version", 1));
  bool const sized = header.Has("tree_sizes");
  auto const declared = DeclaredSizes(header);
  for (size_t i = 0; sized ? i < declared.size() : AtTree(lines); ++i) {
    if (lines.AtEnd()) BadLine(lines.Peek().number, "the text ends before its last tree");
    size_t const begin = lines.Peek().offset;
    forest.trees.push_back(ReadTree(lines, i, forest.Features(), version));
    while (!lines.AtEnd() && lines.Peek().text.empty()) lines.Next();
    if (!sized) continue;
    CheckSize(declared[i], static_cast<int64_t>(lines.Peek().offset - begin), i,
              header.Get("tree_sizes", 1));
  }
  Line const end = lines.Peek();
  if (end.text != "end of trees") BadLine(end.number, "expected \"end of trees\"");
  CheckForest(forest);
  return forest;
}

}  // namespace

std::string ScoringPart(std::string_view text) {
  LineReader lines(text);
  std::string part;
  int64_t returns = 0;
  while (!lines.AtEnd()) {
    Line const line = lines.Next();
    bool const ends_in_return = line.text.ends_with('\r');
    returns += ends_in_return ? 1 : 0;
    if (returns != (ends_in_return ? line.number : 0)) {
      BadLine(line.number, "some lines end in CR LF and some in LF");
    }
    std::string_view const plain = line.text.substr(0, line.text.size() - (ends_in_return ? 1 : 0));
    if (plain.find('\r') != std::string_view::npos) {
      BadLine(line.number, "a carriage return within the line");
    }
    part.append(plain).append(1, '\n');
    if (plain == "end of trees") break;
  }
  return part;
}

Forest ParseModelText(std::string_view text) { return ParsePart(ScoringPart(text)); }

}  // namespace winback::forest
